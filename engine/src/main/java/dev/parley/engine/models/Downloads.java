package dev.parley.engine.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Fetches a file from the first source that delivers it. */
public final class Downloads {

    private final HubSettings hub;
    private final List<String> python;
    private final DownloadLimits limits;
    private final DiskSpace disk;
    private final LongSupplier nanoTime;

    /**
     * Downloads as the environment says ({@code HF_ENDPOINT}, {@code HF_TOKEN}), with the usual patience and
     * {@code python3}.
     *
     * @throws DownloadException for an endpoint that is no address or not safe
     */
    public static Downloads from(Map<String, String> environment) {
        return new Downloads(HubSettings.from(environment), List.of("python3"), DownloadLimits.USUAL);
    }

    /** @param python the command that {@code -m pip download ...} is appended to */
    public Downloads(HubSettings hub, List<String> python, DownloadLimits limits) {
        this(hub, python, limits, DiskSpace.REAL, System::nanoTime);
    }

    Downloads(HubSettings hub, List<String> python, DownloadLimits limits, DiskSpace disk, LongSupplier nanoTime) {
        this.hub = hub;
        this.python = List.copyOf(python);
        this.limits = limits;
        this.disk = disk;
        this.nanoTime = nanoTime;
    }

    /** Looks at a file that a source has delivered; a source whose file is refused has failed. */
    interface Check {
        void accept(ModelSource source, Fetched fetched) throws SourceException, InterruptedException;
    }

    /** What was delivered, and by which source. */
    record Delivered(ModelSource source, Fetched fetched) {}

    /**
     * Tries the sources in order until one delivers a file that passes.
     *
     * @param name of the model, for messages
     * @throws DownloadException that lists every source and why it failed
     */
    Delivered fetch(
            String name,
            List<ModelSource> sources,
            Expected expected,
            PartialFile part,
            Check check,
            Consumer<PullEvent> events)
            throws InterruptedException {
        var failures = new ArrayList<String>();
        var causes = new ArrayList<SourceException>();
        try (var web = new WebClient(limits)) {
            for (var source : sources) {
                events.accept(new PullEvent.Trying(source.description()));
                try {
                    var fetched = fetchFrom(source, web, expected, part, events);
                    check.accept(source, fetched);
                    return new Delivered(source, fetched);
                } catch (SourceException e) {
                    String why = String.valueOf(e.getMessage());
                    events.accept(new PullEvent.SourceFailed(source.description(), why));
                    failures.add(source.description() + " (" + why + ")");
                    causes.add(e);
                }
            }
        }
        var failed = new DownloadException(
                "%s could not be fetched: %s. If you have the file, give its path instead."
                        .formatted(name, String.join("; then ", failures)),
                causes.getFirst());
        causes.stream().skip(1).forEach(failed::addSuppressed);
        throw failed;
    }

    private Fetched fetchFrom(
            ModelSource source, WebClient web, Expected expected, PartialFile part, Consumer<PullEvent> events)
            throws SourceException, InterruptedException {
        return switch (source) {
            case ModelSource.Hub file ->
                overHttp(
                        web,
                        new HttpFetcher.Task(
                                source.description(),
                                hub.address(file.repository(), file.revision(), file.file()),
                                hub.token(),
                                expected,
                                part,
                                events));
            case ModelSource.Address file ->
                overHttp(
                        web,
                        new HttpFetcher.Task(
                                source.description(), file.address(), tokenFor(file), expected, part, events));
            case ModelSource.PythonPackage file ->
                new PackageFetcher(python, limits, disk, nanoTime).fetch(file, expected, part, events);
        };
    }

    private Fetched overHttp(WebClient web, HttpFetcher.Task task) throws SourceException, InterruptedException {
        return new HttpFetcher(web, limits, disk, nanoTime).fetch(task);
    }

    /** A person's own address of a file on the hub is asked with the hub's token, any other host without. */
    private @Nullable String tokenFor(ModelSource.Address file) {
        return SafeAddress.sameOrigin(hub.endpoint(), file.address()) ? hub.token() : null;
    }
}
