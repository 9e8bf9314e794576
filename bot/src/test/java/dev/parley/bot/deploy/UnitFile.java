package dev.parley.bot.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a unit of systemd says, as far as it is started here by hand. */
record UnitFile(List<String> lines) {
    static UnitFile read(Path file) throws IOException {
        return new UnitFile(Files.readAllLines(file));
    }

    /** All values of a key, in order. */
    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    /** The one value of a key. */
    String one(String key) {
        var all = all(key);
        if (all.size() != 1) {
            throw new AssertionError(key + " is there " + all.size() + " times");
        }
        return all.getFirst();
    }

    /** Credentials by name, and where each comes from. */
    Map<String, String> credentials() {
        Map<String, String> credentials = new HashMap<>();
        for (var each : all("LoadCredential")) {
            credentials.put(each.substring(0, each.indexOf(':')), each.substring(each.indexOf(':') + 1));
        }
        return credentials;
    }

    /** The environment, with the credentials' folder put in. */
    Map<String, String> environment(Path credentials) {
        Map<String, String> environment = new HashMap<>();
        for (var each : all("Environment")) {
            environment.put(
                    each.substring(0, each.indexOf('=')),
                    each.substring(each.indexOf('=') + 1).replace("%d", credentials.toString()));
        }
        return environment;
    }
}
