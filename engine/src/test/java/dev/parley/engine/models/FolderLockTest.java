package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderLockTest {

    @TempDir
    Path folder;

    /** Another process: takes the lock, says so by a file, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        /** Takes the lock named first, and makes the file named second to say so. */
        public static void main(String[] arguments) throws Exception {
            try (var _ = FolderLock.acquire(Path.of(arguments[0]), () -> {})) {
                Files.createFile(Path.of(arguments[1]));
                new CountDownLatch(1).await();
            }
        }
    }

    @Test
    void waitsForAnotherProcessAndInheritsWhenThatDies() throws Exception {
        Path lock = folder.resolve("lock");
        Path held = folder.resolve("held");
        var other = start(lock, held);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            await().until(() -> Files.exists(held));
            var waiting = new CountDownLatch(1);
            var acquired = threads.submit(() -> {
                try (var mine = FolderLock.acquire(lock, waiting::countDown)) {
                    return mine != null;
                }
            });
            waiting.await();
            assertThat(acquired).isNotDone();

            other.destroyForcibly();

            assertThat(acquired.get()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    private static Process start(Path lock, Path held) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        lock.toString(),
                        held.toString())
                .inheritIO()
                .start();
    }
}
