package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.ModelStore;
import dev.parley.engine.models.Sizes;
import java.util.List;
import java.util.function.Supplier;

/**
 * The model's file: whether it is there, and every byte of it what it should be.
 *
 * @param store where models are
 * @param inUse which one it is; throws what {@link ModelException} says of a name that means none
 */
record ModelLook(ModelStore store, Supplier<ModelReference> inUse) implements Look {
    private static final int SHOWN = 12;

    @Override
    public List<Finding> look() throws InterruptedException {
        try {
            ModelReference model = inUse.get();
            if (!store.isDownloaded(model)) {
                return List.of(new Finding.Wrong(
                        model.label() + " is not there yet.", "./parley model pull " + model.label(), ExitCode.MODEL));
            }
            ModelFile file = store.verify(model, _ -> {});
            GgufFile gguf = GgufFile.read(file.path());
            return List.of(new Finding.Well(model.label() + ", " + gguf.quantisation() + ", "
                    + Sizes.of(file.size()) + ", sha256 " + file.sha256().substring(0, SHOWN)
                    + (model instanceof ModelReference.File ? "…" : "… as it should be")));
        } catch (ModelException e) {
            return List.of(Finding.wrong(e, "./parley model list shows what can be had.", ExitCode.MODEL));
        }
    }
}
