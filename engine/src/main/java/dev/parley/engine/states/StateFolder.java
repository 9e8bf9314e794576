package dev.parley.engine.states;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of states, of which one process is the owner. The index is made of names, sizes and times alone; a file is
 * looked into when it is needed. Whatever is not as it should be is removed, with a line in the log, and missed by nobody:
 * the conversation is read afresh. Safe from any thread; one thread writes.
 */
public final class StateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    /** Never taken from a disk that others need too, the database for one. */
    private static final long LEFT_FREE = 256L << 20;

    private final Path folder;
    private final String identity;
    private final long budget;
    private final FolderFiles.FreeSpace space;
    private final InstantSource clock;
    private final FileChannel lock;
    /** By name, so that those of a conversation stand together. */
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    private long bytes;
    private long uses;
    private boolean full;

    private record Entry(long size, long used) {}

    private StateFolder(
            Path folder,
            String identity,
            long budget,
            FolderFiles.FreeSpace space,
            InstantSource clock,
            FileChannel lock) {
        this.folder = folder;
        this.identity = identity;
        this.budget = budget;
        this.space = space;
        this.clock = clock;
        this.lock = lock;
    }

    /**
     * Opens a folder, makes it if it is not there, and removes what cannot be used.
     *
     * @param folder readable by its owner only from now on
     * @param identity all that a state depends on but its adapters: the model's content, the library's version, the types
     *     of the cells; files of another one are removed
     * @param budget the most bytes in it; 0 empties it; null for a tenth of the disk's free space, at most 8 GB,
     *     and where files are memory no more than a tenth of that which is free
     * @return the folder; empty, with a line in the log that says why, if it is off, cannot be used or has an owner
     */
    public static Optional<StateFolder> open(Path folder, String identity, @Nullable Long budget) {
        return open(folder, identity, budget, FolderFiles.FreeSpace.REAL, InstantSource.system());
    }

    static Optional<StateFolder> open(
            Path folder, String identity, @Nullable Long budget, FolderFiles.FreeSpace space, InstantSource clock) {
        try {
            FolderFiles.make(folder);
            FileChannel lock = StateFile.openOrCreate(folder.resolve(".lock"));
            if (!FolderFiles.isLocked(lock)) {
                lock.close();
                LOG.info("Another engine keeps its states in {}; this one keeps them in memory only.", folder);
                return Optional.empty();
            }
            long used = FolderFiles.sizeOf(folder);
            long most = budget != null ? budget : FolderFiles.share(folder, used, space);
            StateFolder opened = new StateFolder(folder, identity, most, space, clock, lock);
            opened.tidy();
            if (most == 0) {
                opened.close();
                return Optional.empty();
            }
            return Optional.of(opened);
        } catch (IOException e) {
            LOG.warn("States of conversations are kept in memory only: {} cannot be used ({}).", folder, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Forgets a conversation for an engine that does not answer: removes its files, and leaves word for an engine that is
     * about to write another one.
     *
     * @param folder the folder of the engine's states; need not be there
     * @param key the conversation
     * @throws IOException if something of it could not be removed
     */
    public static void forget(Path folder, String key) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            // First: whoever finishes a file after we looked sees it, and removes that file.
            Files.createFile(folder.resolve(StateNames.prefix(key) + StateNames.FORGOTTEN));
        } catch (FileAlreadyExistsException e) {
            // Word was left before, and nobody has come by yet.
        }
        FolderFiles.remove(folder, StateNames.prefix(key));
    }

    /**
     * What the file of this state is, or would be, called.
     *
     * @param key the conversation, null for a state that all share
     * @param adapters fingerprint of the adapters
     * @param tokens of the state; they matter only where all share it
     * @return a name by which the other methods know it
     */
    public String name(@Nullable String key, String adapters, int[] tokens) {
        return StateNames.stem(key, adapters, tokens, identity);
    }

    /**
     * Whether there is such a file.
     *
     * @param name a {@linkplain #name name}
     * @return also if it may turn out to be damaged
     */
    public synchronized boolean has(String name) {
        return entries.containsKey(name);
    }

    /**
     * Counts the bytes.
     *
     * @return of all files together
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Counts the files.
     *
     * @return states on disk
     */
    public synchronized int count() {
        return entries.size();
    }

    /**
     * Opens a state's file.
     *
     * @param name a {@linkplain #name name}
     * @return the file with its header read; empty if there is none, or it was damaged and is removed
     */
    public Optional<StateFile> read(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            StateFile file = StateFile.open(path(name), identity);
            StateHeader header = file.header();
            if (!name(header.key(), header.adapters(), header.tokens()).equals(name)) {
                file.close();
                throw new StateFile.DamagedException("it has another's name");
            }
            return Optional.of(file);
        } catch (IOException | RuntimeException e) {
            spoiled(name, e);
            return Optional.empty();
        }
    }

    /**
     * Reads the replies of a conversation out of the headers of its files.
     *
     * @param key the conversation
     * @return oldest first; a text may come more than once, the last is the newest
     */
    public List<StateHeader.Reply> replies(String key) {
        List<StateHeader.Reply> replies = new ArrayList<>();
        for (String each : namesOf(key)) {
            read(each).ifPresent(file -> {
                try (file) {
                    replies.addAll(file.header().replies());
                } catch (IOException e) {
                    LOG.debug("{} could not be closed", each, e);
                }
            });
        }
        return replies;
    }

    /** The files of a conversation, least recently used first. */
    private synchronized List<String> namesOf(String key) {
        String prefix = StateNames.prefix(key);
        Map<String, Entry> own = entries.subMap(prefix + "-", prefix + ".");
        return own.entrySet().stream()
                .sorted(Comparator.comparingLong(each -> each.getValue().used()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Takes note that a state was of use, for this run and the next. */
    public void used(String name) {
        synchronized (this) {
            if (entries.computeIfPresent(name, (_, entry) -> new Entry(entry.size(), uses++)) == null) {
                return;
            }
        }
        try {
            Files.setLastModifiedTime(path(name), FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.debug("The time of {} could not be set", name, e);
        }
    }

    /**
     * Removes a file that turned out to be of no use.
     *
     * @param name a {@linkplain #name name}
     * @param why for the log
     */
    public void spoiled(String name, Exception why) {
        synchronized (this) {
            remove(name);
        }
        if (why instanceof NoSuchFileException) {
            LOG.debug("The state {} was removed meanwhile", name);
            return;
        }
        LOG.warn("A conversation's state on disk is removed: {} ({})", String.valueOf(why.getMessage()), name);
        FolderFiles.delete(path(name));
    }

    /**
     * Writes a state, in place of the last one of that name. When that fails nothing more is written until the next start.
     *
     * @param header what it is
     * @param data the state
     * @param wanted asked often; once it says no, nothing of it is left
     * @param pause called after each megabyte, to let others have the machine
     * @return whether it is there now
     */
    public boolean write(StateHeader header, StateBytes data, BooleanSupplier wanted, Runnable pause) {
        String name = name(header.key(), header.adapters(), header.tokens());
        Path part = folder.resolve(name + StateNames.UNFINISHED);
        try {
            FileChannel channel;
            synchronized (this) {
                // Asked under the lock: who forgets either finds the file to remove, or there never is one.
                if (full || !wanted.getAsBoolean() || isForgotten(header.key()) || !makeRoom(name, data.size())) {
                    return false;
                }
                Files.deleteIfExists(part);
                channel = StateFile.create(part);
            }
            try (channel) {
                if (StateFile.write(channel, identity, header, data, wanted, pause) < 0) {
                    Files.deleteIfExists(part);
                    return false;
                }
            }
            return install(header.key(), name, part, wanted);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            FolderFiles.delete(part);
            turnOff("cannot be written (" + e + ")");
            return false;
        }
    }

    private synchronized boolean install(@Nullable String key, String name, Path part, BooleanSupplier wanted)
            throws IOException {
        if (!wanted.getAsBoolean()) {
            Files.deleteIfExists(part);
            return false;
        }
        long size = Files.size(part);
        Files.move(part, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        remove(name);
        add(name, size);
        if (isForgotten(key)) {
            drop(name);
            return false;
        }
        return true;
    }

    private boolean isForgotten(@Nullable String key) {
        return key != null && Files.exists(folder.resolve(StateNames.prefix(key) + StateNames.FORGOTTEN));
    }

    /** Lets the least recently used go; the one that will be replaced counts until it is. */
    private boolean makeRoom(String name, long size) throws IOException {
        if (size > budget) {
            return false;
        }
        Entry before = entries.get(name);
        dropUntil(budget - size + (before == null ? 0 : before.size()), name);
        if (space.of(folder) < size + LEFT_FREE) {
            turnOff("is on a disk that is almost full");
            return false;
        }
        return true;
    }

    private synchronized void turnOff(String why) {
        if (!full) {
            full = true;
            LOG.warn("From now on states of conversations are kept in memory only: {} {}.", folder, why);
        }
    }

    /**
     * Removes the files of a conversation, one that is half written too.
     *
     * @param key the conversation; its state must not be {@linkplain #write wanted} any more
     * @return how many states there were
     */
    public synchronized int forget(String key) {
        String prefix = StateNames.prefix(key);
        List<String> own = namesOf(key);
        own.forEach(this::drop);
        try {
            FolderFiles.remove(folder, prefix);
            Files.deleteIfExists(folder.resolve(prefix + StateNames.FORGOTTEN));
        } catch (IOException e) {
            LOG.warn("The states of a forgotten conversation could not be removed from {}: {}", folder, e.toString());
        }
        return own.size();
    }

    private void dropUntil(long most, String spared) {
        List<String> oldestFirst = entries.entrySet().stream()
                .sorted(Comparator.comparingLong(each -> each.getValue().used()))
                .map(Map.Entry::getKey)
                .filter(each -> !each.equals(spared))
                .toList();
        for (int i = 0; bytes > most && i < oldestFirst.size(); i++) {
            drop(oldestFirst.get(i));
        }
    }

    private void drop(String name) {
        remove(name);
        FolderFiles.delete(path(name));
    }

    private void add(String name, long size) {
        entries.put(name, new Entry(size, uses++));
        bytes += size;
    }

    private void remove(String name) {
        Entry entry = entries.remove(name);
        bytes -= entry == null ? 0 : entry.size();
    }

    private Path path(String name) {
        return folder.resolve(name + StateNames.ENDING);
    }

    private void tidy() throws IOException {
        FolderFiles.obey(folder);
        for (Path each : FolderFiles.unusable(folder, budget > 0 ? StateNames.servingWhat(identity) : null)) {
            FolderFiles.delete(each);
        }
        for (FolderFiles.Found each : FolderFiles.oldestFirst(folder)) {
            add(each.name(), each.size());
        }
        dropUntil(budget, "");
    }

    /** Lets another process own the folder. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("The lock of {} could not be closed", folder, e);
        }
    }
}
