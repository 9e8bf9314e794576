package dev.parley.bot;

import dev.parley.bot.adapter.AdapterFiles;
import dev.parley.bot.cli.Start;
import dev.parley.bot.words.Words;
import dev.parley.engine.models.LoraFile;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.ModelReference;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code parley persona show} says of a persona's adapters, without an engine. */
final class AdapterList {
    private final ModelSetup setup;
    private final AdapterFiles files = new AdapterFiles();

    AdapterList(Start start) {
        this.setup = new ModelSetup(start);
    }

    /** A line for each model that the persona has an adapter for. */
    List<String> of(Persona persona) {
        return persona.adapters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> line(each.getKey(), each.getValue()))
                .toList();
    }

    private String line(String model, AdapterFile adapter) {
        return files.flaw(adapter)
                .map(flaw -> flaw.in(Words.english()))
                .or(() -> misfit(model, adapter))
                .map(why -> "Its adapter for " + model + " cannot be used: " + why)
                .orElseGet(() -> "With " + model + " it speaks with its own adapter, "
                        + adapter.file().getFileName() + " (scale " + adapter.scale() + ").");
    }

    /** Why it does not fit the model; nothing also where the model is not on this machine. */
    private Optional<String> misfit(String model, AdapterFile adapter) {
        Optional<Path> file = setup.catalog()
                .find(model)
                .map(ModelReference.Named::new)
                .filter(setup.store()::isDownloaded)
                .map(setup.store()::path);
        try {
            file.ifPresent(path -> LoraFile.check(adapter.file(), path));
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
