package dev.parley.bot;

import dev.parley.bot.adapter.AdapterFiles;
import dev.parley.bot.cli.Start;
import dev.parley.bot.words.Words;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import java.util.List;
import java.util.Map;

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
        return files.flaw(adapter, setup.fetched(model))
                .map(flaw -> "Its adapter for " + model + " cannot be used: " + flaw.in(Words.english()) + ".")
                .orElseGet(() -> "With " + model + " it speaks with its own adapter, "
                        + adapter.file().getFileName() + " (scale " + adapter.scale() + ").");
    }
}
