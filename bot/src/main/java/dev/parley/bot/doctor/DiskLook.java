package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.models.Sizes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The room on the disks.
 *
 * @param folders by what they are for, in a word
 * @param missing bytes of a model that has to be fetched into the folder {@code models}; 0 where it is there
 * @param disks tells about a folder's
 */
record DiskLook(Map<String, Path> folders, long missing, Disks disks) implements Look {
    static final String DATA = "data";
    static final String MODELS = "models";

    private static final long TOO_LITTLE = 100_000_000;
    private static final long LITTLE = 1_000_000_000;
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    /**
     * A disk.
     *
     * @param name the same for folders that share one
     * @param type of its file system
     * @param free bytes that this user may still write
     */
    record Disk(String name, String type, long free) {}

    /** Tells which disk a folder is on. */
    interface Disks {
        /** The real ones. */
        Disks REAL = folder -> {
            FileStore store = Files.getFileStore(folder);
            return new Disk(store.toString(), store.type(), store.getUsableSpace());
        };

        Disk of(Path folder) throws IOException;
    }

    /** Folders that share a disk make one finding. */
    @Override
    public List<Finding> look() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        Map<String, Disk> found = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        folders.forEach((name, folder) -> {
            try {
                Disk disk = disks.of(existing(folder));
                found.putIfAbsent(disk.name(), disk);
                names.computeIfAbsent(disk.name(), _ -> new ArrayList<>()).add(name);
            } catch (IOException e) {
                findings.add(new Finding.Wrong(
                        "The disk of " + folder + " cannot be looked at: " + e.getMessage() + ".",
                        "Look whether it is mounted: df " + folder,
                        ExitCode.STORAGE));
            }
        });
        found.values().forEach(disk -> findings.add(of(disk, names.getOrDefault(disk.name(), List.of()))));
        return List.copyOf(findings);
    }

    private Finding of(Disk disk, List<String> names) {
        String words = Sizes.of(disk.free()) + " free for " + String.join(", ", names);
        String fix = "Make room there (df -h " + folders.get(names.getFirst())
                + "), mount a larger disk there, or set PARLEY_HOME to a folder on another disk.";
        if (disk.free() < TOO_LITTLE) {
            return new Finding.Wrong(words + ", which is too little.", fix, ExitCode.STORAGE);
        }
        if (names.contains(MODELS) && disk.free() < missing + TOO_LITTLE) {
            return new Finding.Wrong(
                    words + ", and the model to be fetched takes " + Sizes.of(missing) + ".", fix, ExitCode.STORAGE);
        }
        if (names.contains(DATA) && IN_MEMORY.contains(disk.type())) {
            return new Finding.Warning(
                    words + ", which is memory: what is stored there is lost at a restart.",
                    "Mount a volume at " + folders.get(DATA) + ", or set PARLEY_HOME to a folder on a disk.");
        }
        return disk.free() < LITTLE
                ? new Finding.Warning(words + ", which will not last long.", fix)
                : new Finding.Well(words);
    }

    /** The folder, or the one above it that is there already. */
    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
