package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.EngineSettings;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.MemoryPlan;
import dev.parley.engine.models.Sizes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether the model, its conversations and their states fit, as the engine itself will plan them.
 *
 * @param model its file; empty where it is not there
 * @param settings what was asked for
 * @param available bytes that can be used
 */
record MemoryLook(Optional<Path> model, EngineSettings settings, long available) implements Look {
    @Override
    public List<Finding> look() {
        return model.map(GgufFile::read).map(this::of).stream().toList();
    }

    private Finding of(GgufFile file) {
        MemoryPlan plan;
        try {
            plan = MemoryPlan.of(
                    available - MemoryPlan.TAKEN_BEFORE,
                    file.size(),
                    file.cacheBytesPerToken(),
                    file.contextLength(),
                    settings.context() == null ? 0 : settings.context(),
                    settings.parallel() == null ? 0 : settings.parallel(),
                    settings.cacheMemory() == null ? 0 : settings.cacheMemory().bytes());
        } catch (IllegalArgumentException e) {
            return Finding.wrong(e, "Give it more memory, or choose a smaller model.", ExitCode.ENGINE);
        }
        long needed = plan.bytes(file.size(), file.cacheBytesPerToken()) + MemoryPlan.TAKEN_BEFORE;
        String words = Sizes.of(file.size()) + " of model, "
                + Sizes.of(plan.cells() * file.cacheBytesPerToken()) + " for " + plan.cells()
                + " tokens of replies (context " + plan.context() + ", " + plan.parallel() + " at once), "
                + (plan.desk()
                        ? Sizes.of(plan.deskBytes(file.cacheBytesPerToken())) + " to read long prompts in, "
                        : "")
                + Sizes.of(plan.cacheBytes()) + " for states at rest: " + Sizes.of(needed) + " at most, of "
                + Sizes.of(available) + " that are free";
        if (needed > available) {
            return new Finding.Warning(
                    words + ".", "Lower engine.cache-memory, or take it out: then it is a quarter of what is left.");
        }
        int usual = Math.min(MemoryPlan.USUAL_CONTEXT, file.contextLength());
        return plan.context() < usual && settings.context() == null
                ? new Finding.Warning(
                        words + "; a conversation holds less than the usual " + usual + " tokens.",
                        "Give it more memory, or choose a smaller model (./parley model list).")
                : new Finding.Well(words);
    }
}
