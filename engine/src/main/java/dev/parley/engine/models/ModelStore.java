package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models folder: which models are there, fetching one that is not, and whether its bytes are still the right ones.
 * After a file's checksum was computed once its stamp (size, time, inode) is trusted. Several processes may use one folder.
 */
public final class ModelStore {

    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    private static final int LONGEST_STEM = 100;

    private final Path folder;
    private final Downloads downloads;
    private final LockFile lockFile;

    /** @param folder made when the first model is fetched */
    public ModelStore(Path folder, Downloads downloads) {
        this.folder = folder.toAbsolutePath().normalize();
        this.downloads = downloads;
        this.lockFile = new LockFile(this.folder);
    }

    /** Where a model is, or will be once it is fetched. */
    public Path path(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Named named -> folder.resolve(named.model().name() + ".gguf");
            case ModelReference.File file -> file.path();
            case ModelReference.Remote remote -> folder.resolve(remoteName(remote));
        };
    }

    /** Whether its file is there; a look at the folder only. */
    public boolean isDownloaded(ModelReference reference) {
        return Files.isRegularFile(path(reference));
    }

    /**
     * A model that is there, trusted by its stamp. The checksum is computed where the stamp is new, as for a file that was
     * copied into the folder by hand.
     *
     * @throws ModelFileException if it is not there, or is not the file that it was
     */
    public ModelFile open(ModelReference reference, Consumer<PullEvent> events) throws InterruptedException {
        Path path = requireThere(reference);
        var pin = lockFile.find(key(reference));
        var stamp = Stamp.of(path);
        if (pin.isPresent() && pin.get().stamp().equals(stamp) && isStillWanted(reference, pin.get())) {
            return new ModelFile(reference.label(), path, pin.get().sha256(), stamp.size());
        }
        return check(reference, path, pin, events);
    }

    /**
     * Computes the checksum of a model that is there, whatever its stamp says.
     *
     * @throws ModelFileException if it is not there, or is not the file that it was
     */
    public ModelFile verify(ModelReference reference, Consumer<PullEvent> events) throws InterruptedException {
        return check(reference, requireThere(reference), lockFile.find(key(reference)), events);
    }

    /**
     * A model, fetched if it is not there. Of several processes one fetches it and the others wait for it.
     *
     * @throws ModelFileException if it is there but is not the file that it was, or is a path that does not exist
     * @throws DownloadException if no source delivers it, or the disk is full or cannot be written
     */
    public ModelFile pull(ModelReference reference, Consumer<PullEvent> events) throws InterruptedException {
        if (isDownloaded(reference) || reference instanceof ModelReference.File) {
            return open(reference, events);
        }
        if (reference instanceof ModelReference.Named named) {
            events.accept(
                    new PullEvent.Terms(named.model().name(), named.model().licence()));
        }
        makeFolder();
        Path target = path(reference);
        Path lock = folder.resolve("." + target.getFileName() + ".lock");
        try (var _ = FolderLock.acquire(lock, () -> events.accept(new PullEvent.Waiting(reference.label())))) {
            return isDownloaded(reference) ? open(reference, events) : fetch(reference, target, events);
        } catch (IOException e) {
            throw FileTrouble.writing(lock, e);
        }
    }

    private ModelFile fetch(ModelReference reference, Path target, Consumer<PullEvent> events)
            throws InterruptedException {
        var pin = lockFile.find(key(reference));
        var expected = expected(reference, pin);
        var part = new PartialFile(target);
        var check = new DeliveryCheck(reference.label(), expected, part, events);
        var delivered = downloads.fetch(reference.label(), sources(reference, pin), expected, part, check, events);
        var file = new ModelFile(reference.label(), target, check.sha256(), part.size());
        part.install(target);
        lockFile.put(
                key(reference),
                new Pin(
                        delivered.source().description(),
                        delivered.fetched().revision(),
                        file.sha256(),
                        file.size(),
                        Stamp.of(target)));
        return file;
    }

    private ModelFile check(ModelReference reference, Path path, Optional<Pin> pin, Consumer<PullEvent> events)
            throws InterruptedException {
        if (reference instanceof ModelReference.File) {
            // Somebody's own path: whatever it is, it is told in a moment, the checksum of gigabytes is not.
            GgufFile.read(path);
        }
        // Taken before, so that a change while it is read shows next time.
        var stamp = Stamp.of(path);
        String sha256 = sha256(reference, path, stamp.size(), events);
        var wanted = expected(reference, pin).sha256();
        if (wanted != null && !wanted.equals(sha256) && !(reference instanceof ModelReference.File)) {
            throw new ModelFileException(
                    "%s is not the file that it should be: its sha256 is %s instead of %s. Remove it and run parley model pull %s."
                            .formatted(path, sha256, wanted, argument(reference)));
        }
        var seen = pin.filter(p -> p.sha256().equals(sha256))
                .map(p -> p.seen(stamp))
                .orElseGet(() -> new Pin("a file that was there", null, sha256, stamp.size(), stamp));
        remember(reference, seen);
        return new ModelFile(reference.label(), path, sha256, stamp.size());
    }

    /** A file that cannot be remembered is checked again next time; that is no reason not to use it. */
    private void remember(ModelReference reference, Pin pin) throws InterruptedException {
        try {
            makeFolder();
            lockFile.put(key(reference), pin);
        } catch (ModelException e) {
            LOG.warn("The checksum of {} is not remembered: {}", reference.label(), e.getMessage());
        }
    }

    private Path requireThere(ModelReference reference) {
        Path path = path(reference);
        if (Files.isRegularFile(path)) {
            return path;
        }
        throw new ModelFileException(
                reference instanceof ModelReference.File
                        ? "There is no model file " + path + "."
                        : "The model %s has not been fetched: run parley model pull %s."
                                .formatted(reference.label(), argument(reference)));
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileTrouble.writing(folder, e);
        }
    }

    private static String sha256(ModelReference reference, Path path, long size, Consumer<PullEvent> events)
            throws InterruptedException {
        try {
            return Sha256.of(path, done -> events.accept(new PullEvent.Checking(reference.label(), done, size)));
        } catch (IOException e) {
            throw FileTrouble.reading(path, e);
        }
    }

    private static Expected expected(ModelReference reference, Optional<Pin> pin) {
        if (reference instanceof ModelReference.Named(var model) && (model.sha256() != null || pin.isEmpty())) {
            return new Expected(model.sha256(), model.size());
        }
        return pin.map(p -> new Expected(p.sha256(), p.size())).orElseGet(() -> new Expected(null, -1));
    }

    /** Whether the catalogue, which may be newer than the lock file, still means that file. */
    private static boolean isStillWanted(ModelReference reference, Pin pin) {
        return !(reference instanceof ModelReference.Named(var model))
                || model.sha256() == null
                || model.sha256().equals(pin.sha256());
    }

    private static List<ModelSource> sources(ModelReference reference, Optional<Pin> pin) {
        return switch (reference) {
            case ModelReference.Named(var model) ->
                model.sources().stream()
                        .map(source -> model.sha256() == null ? pinned(source, pin) : source)
                        .toList();
            case ModelReference.Remote(var address) -> List.of(new ModelSource.Address(address));
            case ModelReference.File _ -> List.of();
        };
    }

    /** The commit that the first download came from, in place of a branch that has moved on. */
    private static ModelSource pinned(ModelSource source, Optional<Pin> pin) {
        return switch (source) {
            case ModelSource.Hub hub ->
                pin.filter(p -> p.source().equals(source.description()))
                        .map(Pin::revision)
                        .<ModelSource>map(revision -> new ModelSource.Hub(hub.repository(), revision, hub.file()))
                        .orElse(source);
            default -> source;
        };
    }

    private String key(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Named(var model) -> model.name();
            case ModelReference.File(var path) -> path.toString();
            case ModelReference.Remote remote -> remoteName(remote);
        };
    }

    /** What a person writes to mean this model. */
    private static String argument(ModelReference reference) {
        return switch (reference) {
            case ModelReference.Named(var model) -> model.name();
            case ModelReference.File(var path) -> path.toString();
            case ModelReference.Remote(var address) -> SafeAddress.shown(address);
        };
    }

    /** The file's own name and eight digits of its address, which tell two files of one name apart. */
    private static String remoteName(ModelReference.Remote remote) {
        String stem = remote.label().replaceFirst("\\.gguf$", "").replaceAll("[^A-Za-z0-9._-]", "_");
        String shortened = stem.substring(0, Math.min(stem.length(), LONGEST_STEM));
        return shortened + "-" + Sha256.of(remote.address().toString()).substring(0, 8) + ".gguf";
    }
}
