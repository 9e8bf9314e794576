package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SECURITY.md promises: nothing leaves the machine. In a network namespace there is the loopback and no way out, and
 * its kernel counts what had none: {@code OutNoRoutes} of {@code /proc/net/snmp} and {@code Ip6OutNoRoutes} of
 * {@code snmp6}, which grow with every attempt to reach an address outside, a name server's too.
 */
class OnlyLoopbackTest {
    private static final String SEALED = """
            ip link set lo up
            code=0
            "$@" || code=$?
            awk '/^Ip:/ && !column { for (i = 1; i <= NF; i++) if ($i == "OutNoRoutes") column = i; next }
                 /^Ip:/ { sum += $column }
                 /^Ip6OutNoRoutes/ { sum += $2 }
                 END { print "tried to leave: " sum }' /proc/net/snmp /proc/net/snmp6
            exit $code
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsANetworkOfItsOwn() throws Exception {
        var words = sealed("true");
        assumeTrue(words.contains("tried to leave: 0"), "no network namespace here: " + words);
    }

    @Test
    void holdsAWholeConversationWithNoTryToLeaveTheMachine() throws Exception {
        var words = sealed(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SealedTalk.class.getName(),
                folder.toString());

        assertThat(words).contains("answered\n").endsWith("tried to leave: 0\n");
    }

    @Test
    void wouldNoticeATry() throws Exception {
        assertThat(sealed("bash", "-c", "exec 2>/dev/null; echo >/dev/udp/192.0.2.1/53; echo >/dev/tcp/192.0.2.1/443"))
                .endsWith("tried to leave: 2\n");
    }

    /** Root needs no user namespace; others become root of one. */
    private static String sealed(String... command) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("unshare", "--net"));
        if (!"root".equals(System.getProperty("user.name"))) {
            line.add("--map-root-user");
        }
        line.addAll(List.of("sh", "-euc", SEALED, "sh"));
        line.addAll(List.of(command));
        Path words = Files.createTempFile("sealed", ".txt");
        try {
            var process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(words.toFile())
                    .start();
            process.waitFor();
            return Files.readString(words, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unshare: " + e.getMessage();
        } finally {
            Files.delete(words);
        }
    }
}
