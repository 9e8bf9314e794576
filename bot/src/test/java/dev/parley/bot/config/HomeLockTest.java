package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void prepareAHome() {
        home = home(folder);
        home.prepare();
    }

    @Test
    void namesTheProcessThatOwnsTheHome() throws Exception {
        var owner = owner();

        assertThatThrownBy(() -> HomeLock.acquire(home))
                .isInstanceOf(HomeLockedException.class)
                .hasMessageMatching("process " + owner.pid()
                        + ", since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d, already runs Parley on .*; stop it, or .*");

        owner.getOutputStream().close();
        assertThat(owner.waitFor()).isZero();
        HomeLock.acquire(home).close();
    }

    @Test
    void takesOverFromAProcessThatWasKilled() throws Exception {
        var owner = owner();

        owner.destroyForcibly().waitFor();

        HomeLock.acquire(home).close();
    }

    @Test
    void canBeTakenAgainAfterItWasGivenBack() {
        HomeLock.acquire(home).close();
        HomeLock.acquire(home).close();
    }

    /** Another JVM that holds the lock until its standard input ends. */
    private Process owner() throws IOException {
        var classes = new StringBuilder();
        for (var type : new Class<?>[] {HomeLock.class, Owner.class}) {
            classes.append(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .append(File.pathSeparator);
        }
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes.toString(),
                        Owner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("mine");
        return process;
    }

    private static Home home(Path folder) {
        return Home.of(Map.of("PARLEY_HOME", folder.toString()), folder);
    }

    /** What the other JVM runs. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            try (var _ = HomeLock.acquire(home(Path.of(arguments[0])))) {
                System.out.println("mine");
                while (System.in.read() >= 0) {
                    // Until the test closes it.
                }
            }
        }
    }
}
