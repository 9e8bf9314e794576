package dev.parley.engine.states;

import dev.parley.engine.models.MachineMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to a folder of states as a whole. */
final class FolderFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);

    private static final long MOST_BY_ITSELF = 8L << 30;

    /** File systems whose files are memory, the container's too. */
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private FolderFiles() {}

    /** How many bytes may still be written to a folder. */
    @FunctionalInterface
    interface FreeSpace {
        /** As it is on this machine. */
        FreeSpace REAL = folder -> Files.getFileStore(folder).getUsableSpace();

        long of(Path folder) throws IOException;
    }

    /**
     * A state's file.
     *
     * @param name without its ending
     * @param size bytes
     * @param used when it was written or of use last
     */
    record Found(String name, long size, FileTime used) {}

    /**
     * How much a folder takes where nobody says otherwise.
     *
     * @param used bytes in it already
     * @return a tenth of what is free, at most 8 GB; where files are memory, no more than a tenth of that which is free
     */
    static long share(Path folder, long used, FreeSpace space) throws IOException {
        long free = space.of(folder);
        if (IN_MEMORY.contains(Files.getFileStore(folder).type())) {
            free = Math.min(free, MachineMemory.ofThisMachine().available());
        }
        return Math.min(MOST_BY_ITSELF, (free + used) / 10);
    }

    /** Makes it, or closes one that is there to others. */
    static void make(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (posix) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
            } else {
                Files.createDirectories(folder);
            }
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(folder.toString(), null, "it is no folder");
        }
        if (posix) {
            Files.setPosixFilePermissions(folder, ownerOnly);
        }
    }

    static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Removes what a bot wanted forgotten while no engine answered. */
    static void obey(Path folder) throws IOException {
        for (Path each : list(folder)) {
            String name = each.getFileName().toString();
            if (StateNames.isForgotten(name)) {
                remove(folder, name.substring(0, name.length() - StateNames.FORGOTTEN.length()));
                delete(each);
            }
        }
    }

    /** Files of ours that are unfinished, another model's, links, or open to others; all of them for null. */
    static List<Path> unusable(Path folder, @Nullable String servingWhat) throws IOException {
        List<Path> unusable = new ArrayList<>();
        for (Path each : ours(folder)) {
            String name = each.getFileName().toString();
            boolean good =
                    servingWhat != null && name.endsWith(servingWhat + StateNames.ENDING) && StateFile.isPlain(each);
            if (!good) {
                unusable.add(each);
            }
        }
        if (!unusable.isEmpty()) {
            LOG.info("Removed from {} what is of no use any more: {} states.", folder, unusable.size());
        }
        return unusable;
    }

    static List<Found> oldestFirst(Path folder) throws IOException {
        List<Found> found = new ArrayList<>();
        for (Path each : ours(folder)) {
            String name = each.getFileName().toString();
            var attributes = Files.readAttributes(each, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile() && name.endsWith(StateNames.ENDING)) {
                found.add(new Found(
                        name.substring(0, name.length() - StateNames.ENDING.length()),
                        attributes.size(),
                        attributes.lastModifiedTime()));
            }
        }
        found.sort(Comparator.comparing(Found::used));
        return found;
    }

    static long sizeOf(Path folder) throws IOException {
        long size = 0;
        for (Path each : list(folder)) {
            if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                size += Files.size(each);
            }
        }
        return size;
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", file, e.toString());
        }
    }

    /** Removes a conversation's files. */
    static void remove(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "-*")) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static List<Path> ours(Path folder) throws IOException {
        return list(folder).stream()
                .filter(each -> StateNames.isOurs(each.getFileName().toString()))
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(all::add);
        }
        return all;
    }
}
