package dev.parley.bot.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a Dockerfile's last stage says about how its image is started. */
record Dockerfile(String lastStage) {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    static Dockerfile read(Path file) throws IOException {
        var text = Files.readString(file);
        return new Dockerfile(text.substring(text.lastIndexOf("\nFROM ")));
    }

    /** The one value of an instruction. */
    String one(String instruction) {
        var all = all(instruction);
        if (all.size() != 1) {
            throw new AssertionError(instruction + " is there " + all.size() + " times");
        }
        return all.getFirst();
    }

    /** The words of an instruction in its exec form. */
    List<String> words(String instruction) {
        return words(one(instruction), 0);
    }

    /** The health check's command. */
    String[] healthCheck() {
        var check = one("HEALTHCHECK");
        return words(check, check.indexOf("CMD")).toArray(String[]::new);
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (var each : all("ENV")) {
            environment.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return environment;
    }

    private List<String> all(String instruction) {
        return lastStage
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    private static List<String> words(String text, int from) {
        return WORD.matcher(text.substring(from))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
