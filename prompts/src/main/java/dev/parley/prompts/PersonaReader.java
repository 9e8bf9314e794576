package dev.parley.prompts;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one persona's folder. */
final class PersonaReader {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern EMOJI = Pattern.compile(":[a-z0-9_+'-]+:");
    private static final NumberRange SCALE =
            new NumberRange("scale", AdapterFile.SMALLEST_SCALE, AdapterFile.LARGEST_SCALE);

    private final Path folder;
    private final String botName;
    private final Problems problems;

    /**
     * What was read.
     *
     * @param id the folder's name
     * @param name the display name, "" where there is none
     * @param nameLine its line in {@code yaml}
     * @param yaml the file that it stands in
     * @param persona null when there were problems
     */
    record Read(
            String id,
            String name,
            int nameLine,
            Path yaml,
            @Nullable Persona persona) {}

    PersonaReader(Path folder, String botName, Problems problems) {
        this.folder = folder;
        this.botName = botName;
        this.problems = problems.in(folder);
    }

    /** Reads everything, also after a mistake, so that all of them are noted. */
    Read read() {
        var before = problems.all().size();
        var id = folder.getFileName().toString();
        var wrongId = Persona.idProblem(id);
        if (!wrongId.isEmpty()) {
            problems.add(0, wrongId);
        }
        var inYaml = problems.in(folder.resolve("persona.yaml"));
        var text = TextFile.read(inYaml);
        var yaml = text == null ? null : YamlMap.parse(text, inYaml);
        var name = "";
        var description = "";
        var emoji = "";
        var sampling = SamplingOverrides.NONE;
        var adapters = Map.<String, AdapterFile>of();
        if (yaml != null) {
            yaml.allowOnly(List.of("name", "description", "emoji", "sampling", "adapters"));
            name = yaml.text("name", Persona.LONGEST_NAME);
            description = yaml.text("description", Persona.LONGEST_DESCRIPTION);
            emoji = emoji(yaml, inYaml);
            sampling = sampling(yaml.map("sampling"));
            adapters = adapters(yaml.map("adapters"), inYaml);
        }
        var prompt = prompt(name);
        var persona = problems.all().size() == before
                ? Persona.of(id, name, description, emoji, prompt, sampling, adapters)
                : null;
        return new Read(id, name, yaml == null ? 0 : yaml.lineOf("name"), inYaml.file(), persona);
    }

    private static String emoji(YamlMap yaml, Problems inYaml) {
        if (!yaml.keys().contains("emoji")) {
            return "";
        }
        var emoji = yaml.text("emoji", Persona.LONGEST_NAME);
        if (!emoji.isEmpty() && !EMOJI.matcher(emoji).matches()) {
            inYaml.add(yaml.lineOf("emoji"), "'emoji' must be a name between colons, such as ':owl:'.");
        }
        return emoji;
    }

    private String prompt(String personaName) {
        var inPrompt = problems.in(folder.resolve("prompt.md"));
        var template = TextFile.read(inPrompt);
        if (template == null) {
            return "";
        }
        if (template.isBlank()) {
            inPrompt.add(1, "The prompt is empty; a plain one is 'You are a helpful assistant.'");
        }
        return PromptTemplate.render(template, PromptTemplate.variables(botName, personaName), inPrompt)
                .strip();
    }

    private static SamplingOverrides sampling(@Nullable YamlMap yaml) {
        if (yaml == null) {
            return SamplingOverrides.NONE;
        }
        yaml.allowOnly(List.of("temperature", "top-p", "top-k", "min-p", "repeat-penalty", "max-tokens"));
        return new SamplingOverrides(
                yaml.number(SamplingOverrides.TEMPERATURE),
                yaml.number(SamplingOverrides.TOP_P),
                yaml.wholeNumber(SamplingOverrides.TOP_K),
                yaml.number(SamplingOverrides.MIN_P),
                yaml.number(SamplingOverrides.REPEAT_PENALTY),
                yaml.wholeNumber(SamplingOverrides.MAX_TOKENS));
    }

    private Map<String, AdapterFile> adapters(@Nullable YamlMap yaml, Problems inYaml) {
        var adapters = new HashMap<String, AdapterFile>();
        if (yaml == null) {
            return adapters;
        }
        for (var model : yaml.keys()) {
            var entry = yaml.map(model);
            if (entry == null) {
                continue;
            }
            entry.allowOnly(List.of("file", "scale", "sha256"));
            var file = adapterPath(entry.text("file", 200), entry.lineOf("file"), inYaml);
            var scale = entry.number(SCALE);
            var sha256 = entry.text("sha256", 64).toLowerCase(Locale.ROOT);
            if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
                inYaml.add(entry.lineOf("sha256"), "'sha256' must be 64 hexadecimal digits, as sha256sum prints them.");
            }
            if (file != null) {
                adapters.put(model, new AdapterFile(file, scale == null ? 1 : scale, sha256));
            }
        }
        return adapters;
    }

    private @Nullable Path adapterPath(String name, int line, Problems inYaml) {
        if (name.isEmpty()) {
            return null;
        }
        try {
            var file = folder.resolve(name).normalize();
            if (!Path.of(name).isAbsolute() && file.startsWith(folder.normalize()) && name.endsWith(".gguf")) {
                return file;
            }
        } catch (InvalidPathException _) {
            // Said below.
        }
        inYaml.add(line, "'file' must be a .gguf file inside the persona's folder, not '%s'.".formatted(name));
        return null;
    }
}
