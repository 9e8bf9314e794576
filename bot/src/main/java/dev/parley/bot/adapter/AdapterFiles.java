package dev.parley.bot.adapter;

import dev.parley.engine.models.LoraFile;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.Sha256;
import dev.parley.prompts.AdapterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whether adapters' files are those that their personas name. A file is read again only after it has changed. */
public final class AdapterFiles {
    private final Map<AdapterFile, Look> looks = new ConcurrentHashMap<>();

    /** What tells cheaply that a file is still the same. */
    private record Stamp(
            long size, FileTime modified, @Nullable Object key) {}

    /** What was found, and of which file. */
    private record Look(Stamp stamp, Optional<Flaw> flaw) {}

    /**
     * Looks at a file.
     *
     * @param adapter which
     * @return what is wrong with it; empty where it is the right one
     */
    public Optional<Flaw> flaw(AdapterFile adapter) {
        try {
            var now = Files.readAttributes(adapter.file(), BasicFileAttributes.class);
            Stamp stamp = new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
            Look seen = looks.get(adapter);
            if (seen == null || !seen.stamp.equals(stamp)) {
                seen = new Look(stamp, read(adapter, now.size()));
                looks.put(adapter, seen);
            }
            return seen.flaw;
        } catch (NoSuchFileException e) {
            return Optional.of(new Flaw.Missing(shown(adapter)));
        } catch (IOException e) {
            return Optional.of(new Flaw.Unreadable(shown(adapter), String.valueOf(e.getMessage())));
        }
    }

    /**
     * Looks at a file and whether it fits its base.
     *
     * @param adapter which
     * @param model the file of the base model; nothing where it is not on this machine, and not looked at then
     * @return what is wrong; empty where nothing is
     */
    public Optional<Flaw> flaw(AdapterFile adapter, Optional<Path> model) {
        return flaw(adapter).or(() -> model.flatMap(file -> misfit(adapter, file)));
    }

    private static Optional<Flaw> misfit(AdapterFile adapter, Path model) {
        try {
            LoraFile.check(adapter.file(), model);
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(new Flaw.Refused(String.valueOf(e.getMessage())));
        }
    }

    /** How people call the file: {@code coder/adapters/tiny.gguf}. */
    static String shown(AdapterFile adapter) {
        Path file = adapter.file();
        int parts = file.getNameCount();
        return file.subpath(Math.max(0, parts - 3), parts).toString();
    }

    private static Optional<Flaw> read(AdapterFile adapter, long size) throws IOException {
        if (size > LoraFile.LARGEST) {
            return Optional.of(new Flaw.TooLarge(shown(adapter), LoraFile.LARGEST >> 20));
        }
        return Sha256.of(adapter.file()).equals(adapter.sha256())
                ? Optional.empty()
                : Optional.of(new Flaw.Changed(shown(adapter)));
    }
}
