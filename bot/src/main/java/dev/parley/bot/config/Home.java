package dev.parley.bot.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders that Parley uses: those of the XDG base directory specification, or all below {@code PARLEY_HOME}. The
 * launcher knows none of them. All paths are absolute.
 *
 * @param config where {@code parley.yaml} is
 * @param data what must not be lost: the database, the lock, one's own personas
 * @param state the log, the owner's socket
 * @param cache what can be fetched or made again: models
 */
public record Home(Path config, Path data, Path state, Path cache) {
    /**
     * The folders that an environment asks for.
     *
     * @param environment {@code PARLEY_HOME}, {@code XDG_CONFIG_HOME}, {@code XDG_DATA_HOME}, {@code XDG_STATE_HOME},
     *     {@code XDG_CACHE_HOME} are looked at; a relative XDG path counts as unset, as the specification demands
     * @param user the person's home folder
     */
    public static Home of(Map<String, String> environment, Path user) {
        var home = environment.getOrDefault("PARLEY_HOME", "");
        if (!home.isEmpty()) {
            var root = Path.of(home).toAbsolutePath().normalize();
            return new Home(root, root.resolve("data"), root.resolve("state"), root.resolve("cache"));
        }
        return new Home(
                xdg(environment.get("XDG_CONFIG_HOME"), user.resolve(".config")),
                xdg(environment.get("XDG_DATA_HOME"), user.resolve(".local/share")),
                xdg(environment.get("XDG_STATE_HOME"), user.resolve(".local/state")),
                xdg(environment.get("XDG_CACHE_HOME"), user.resolve(".cache")));
    }

    private static Path xdg(@Nullable String path, Path otherwise) {
        var base = path != null && Path.of(path).isAbsolute() ? Path.of(path) : otherwise.toAbsolutePath();
        return base.resolve("parley").normalize();
    }

    /** The configuration file that is read when no other is named. */
    public Path configFile() {
        return config.resolve("parley.yaml");
    }

    /** The database's file. */
    public Path database() {
        return data.resolve("parley.mv.db");
    }

    /** The lock that gives the home one owner. */
    public Path lockFile() {
        return data.resolve("parley.lock");
    }

    /** Where downloaded models are kept. */
    public Path models() {
        return cache.resolve("models");
    }

    /** Where the engine of the conversations keeps their states. */
    public Path states() {
        return cache.resolve("states");
    }

    /** Where the engine that serves other clients keeps its states. */
    public Path servedStates() {
        return cache.resolve("served-states");
    }

    /** Where personas of one's own are kept. */
    public Path personas() {
        return data.resolve("personas");
    }

    /** The socket through which the owner of the home is reached. */
    public Path socket() {
        return state.resolve("parley.sock");
    }

    /** The log file. */
    public Path logFile() {
        return state.resolve("parley.log");
    }

    /**
     * Makes the folders for data, state and cache, readable by their owner only, and tries that they can be written.
     *
     * @throws HomeException naming the first folder that cannot be used
     */
    public void prepare() {
        for (var folder : List.of(data, state, cache)) {
            try {
                make(folder);
                Files.delete(Files.createTempFile(folder, ".writable", ""));
            } catch (FileAlreadyExistsException e) {
                throw new HomeException("cannot use " + folder + ": there is a file of that name", e);
            } catch (FileSystemException e) {
                var reason = e.getReason() == null ? "permission denied" : e.getReason();
                throw new HomeException(cannotWrite(folder, reason), e);
            } catch (IOException e) {
                throw new HomeException(cannotWrite(folder, String.valueOf(e.getMessage())), e);
            }
        }
    }

    private static String cannotWrite(Path folder, String reason) {
        return "cannot write to " + folder + " (" + reason
                + "); make it writable, or set PARLEY_HOME to a folder that is";
    }

    private static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder, ownerOnly);
        } else {
            Files.createDirectories(folder);
        }
    }
}
