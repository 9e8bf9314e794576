package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelStoreTest {

    private static final byte[] CONTENT = TinyModel.standard().toBytes();
    private static final String SHA256 = Hub.sha256(CONTENT);

    @TempDir
    Path home;

    private final List<PullEvent> events = Collections.synchronizedList(new ArrayList<>());
    private Path folder;
    private Hub hub;
    private ModelStore store;

    @BeforeEach
    void start() throws IOException {
        folder = home.resolve("models");
        hub = new Hub(CONTENT);
        store = new ModelStore(folder, Given.downloads(hub));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void installsTheFileAndNothingElseIsLeftOver() throws Exception {
        var file = store.pull(Given.model(SHA256, CONTENT.length), events::add);

        assertThat(file)
                .isEqualTo(new ModelFile(Given.NAME, folder.resolve("test-model.gguf"), SHA256, CONTENT.length));
        assertThat(file.path()).hasBinaryContent(CONTENT);
        assertThat(visibleFiles()).containsExactly("models.lock.json", "test-model.gguf");
    }

    @Test
    void showsTheLicenceBeforeAnythingIsFetched() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);

        store.pull(model, events::add);

        assertThat(events.getFirst())
                .isEqualTo(new PullEvent.Terms(Given.NAME, model.model().licence()));
        assertThat(events).contains(new PullEvent.Progress(0, CONTENT.length, 0, null));
    }

    @Test
    void asksNobodyForAModelThatIsThere() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);
        var pulled = store.pull(model, events::add);
        int requests = hub.requests().size();
        events.clear();

        assertThat(store.pull(model, events::add)).isEqualTo(pulled);
        assertThat(store.open(model, events::add)).isEqualTo(pulled);
        assertThat(hub.requests()).hasSize(requests);
        assertThat(events).as("the stamp is trusted").isEmpty();
    }

    @Test
    void saysHowToGetAModelThatIsNotThere() {
        assertThatThrownBy(() -> store.open(Given.model(SHA256, 1), events::add))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("The model test-model has not been fetched: run parley model pull test-model.");
        assertThat(store.isDownloaded(Given.model(SHA256, 1))).isFalse();
    }

    @Test
    void refusesAFileThatWasChanged() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);
        Path path = store.pull(model, events::add).path();
        byte[] changed = CONTENT.clone();
        changed[CONTENT.length - 1] ^= 1;
        Files.write(path, changed);
        Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));

        assertThatThrownBy(() -> store.open(model, events::add))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("is not the file that it should be")
                .hasMessageContaining(SHA256)
                .hasMessageContaining("parley model pull test-model");
    }

    @Test
    void trustsATouchedFileAgainOnceItsChecksumWasComputed() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);
        Path path = store.pull(model, events::add).path();
        Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
        store.open(model, events::add);
        events.clear();

        assertThat(store.open(model, events::add).sha256()).isEqualTo(SHA256);
        assertThat(events).isEmpty();
    }

    @Test
    void verifyReadsEveryByteWhateverTheStampSays() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);
        Path path = store.pull(model, events::add).path();
        var modified = Files.getLastModifiedTime(path);
        byte[] changed = CONTENT.clone();
        changed[CONTENT.length / 2] ^= 1;
        Files.write(path, changed);
        Files.setLastModifiedTime(path, modified);

        assertThat(store.open(model, events::add)).as("the stamp").isNotNull();
        assertThatThrownBy(() -> store.verify(model, events::add))
                .hasMessageContaining("is not the file that it should be");
    }

    @Test
    void adoptsAFileThatWasCopiedIntoTheFolder() throws Exception {
        Files.createDirectories(folder);
        Files.write(folder.resolve("test-model.gguf"), CONTENT);

        assertThat(store.pull(Given.model(SHA256, CONTENT.length), events::add).sha256())
                .isEqualTo(SHA256);
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void refusesAWrongFileThatWasCopiedIntoTheFolder() throws Exception {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("test-model.gguf"),
                TinyModel.standard().withSeed(2).toBytes());

        assertThatThrownBy(() -> store.pull(Given.model(SHA256, CONTENT.length), events::add))
                .hasMessageContaining("is not the file that it should be");
    }

    @Test
    void usesAPersonsOwnFileWhereItIs() throws Exception {
        var mine = new ModelReference.File(TinyModel.write(home.resolve("mine.gguf")));

        assertThat(store.open(mine, events::add))
                .isEqualTo(new ModelFile("mine.gguf", home.resolve("mine.gguf"), SHA256, CONTENT.length));
        events.clear();
        store.open(mine, events::add);
        assertThat(events).as("the stamp is trusted").isEmpty();
        TinyModel.standard().withSeed(2).writeTo(home.resolve("mine.gguf"));
        assertThat(store.open(mine, events::add).sha256()).isNotEqualTo(SHA256);
    }

    @Test
    void pinsTheHubsChecksumAndItsCommit() throws Exception {
        var model = Given.model(null, 600_000);
        Path path = store.pull(model, events::add).path();
        assertThat(folder.resolve("models.lock.json")).content().contains(SHA256, Hub.COMMIT);
        Files.delete(path);
        hub.requests().clear();

        store.pull(model, events::add);

        assertThat(hub.requests().getFirst().path()).contains("/resolve/" + Hub.COMMIT + "/");
    }

    @Test
    void refusesAnotherFileUnderAPinnedName() throws Exception {
        var model = Given.model(null, 600_000);
        Files.delete(store.pull(model, events::add).path());
        hub.serve(TinyModel.standard().withSeed(2).toBytes());

        assertThatThrownBy(() -> store.pull(model, events::add))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("it offers another file: its sha256 is")
                .hasMessageContaining("instead of " + SHA256);
        assertThat(visibleFiles()).containsExactly("models.lock.json");
    }

    @Test
    void namesADamagedLockFile() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("models.lock.json"), "{\"models\": [");

        assertThatThrownBy(() -> store.pull(Given.model(SHA256, CONTENT.length), events::add))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("models.lock.json is damaged");
    }

    @Test
    void fetchesOnceForTwoWhoAskAtTheSameTime() throws Exception {
        var model = Given.model(SHA256, CONTENT.length);
        var waiting = new CountDownLatch(1);
        hub.next((exchange, whole) -> {
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, 1000);
            exchange.getResponseBody().flush();
            await(waiting);
            exchange.getResponseBody().write(whole, 1000, whole.length - 1000);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> store.pull(model, events::add));
            var second = threads.submit(() -> new ModelStore(folder, Given.downloads(hub)).pull(model, events::add));
            Awaitility.await().until(() -> events.contains(new PullEvent.Waiting(Given.NAME)));
            waiting.countDown();

            assertThat(first.get()).isEqualTo(second.get());
        }
        assertThat(hub.requests())
                .extracting(Hub.Request::path)
                .filteredOn(path -> path.startsWith("/cdn/"))
                .hasSize(1);
    }

    @Test
    void saysWhyAFolderCannotBeWritten() throws Exception {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        Assumptions.assumeFalse(Files.isWritable(folder), "root may write everywhere");

        assertThatThrownBy(() -> store.pull(Given.model(SHA256, CONTENT.length), events::add))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("cannot be written: no permission");
    }

    @Test
    void saysWhatIsInTheWayOfTheFolder() throws Exception {
        Files.writeString(folder, "a file");

        assertThatThrownBy(() -> store.pull(Given.model(SHA256, CONTENT.length), events::add))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("cannot be written: " + folder + " is in the way");
    }

    @Test
    void keepsTwoAddressesOfOneFileNameApart() throws Exception {
        var plain = new ModelReference.Remote(hub.fileAddress());
        var other = new ModelReference.Remote(hub.fileAddress().resolve("?version=2"));

        assertThat(store.path(plain)).isNotEqualTo(store.path(other));
        assertThat(store.pull(plain, events::add).sha256()).isEqualTo(SHA256);
        assertThat(store.path(plain).getFileName().toString()).matches("model-[0-9a-f]{8}\\.gguf");
    }

    private List<String> visibleFiles() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
