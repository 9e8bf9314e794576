package dev.parley.bot;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.Tended;
import dev.parley.bot.words.Words;
import dev.parley.engine.models.Sizes;
import dev.parley.persistence.CheckReport;
import dev.parley.persistence.Compacted;
import dev.parley.persistence.Database;
import dev.parley.persistence.DatabaseFile;
import dev.parley.persistence.Recovered;
import dev.parley.persistence.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** {@code db}: in this process where nobody owns the home, otherwise in the one that does. */
final class DatabaseCare {
    private final Start start;

    DatabaseCare(Start start) {
        this.start = start;
    }

    ExitCode tend(DatabaseJob job) {
        start.home().prepare();
        Tended tended;
        try (HomeLock _ = HomeLock.acquire(start.home())) {
            tended = here(job);
        } catch (HomeLockedException owned) {
            tended = there(job, owned);
        }
        tended.lines().forEach(start.out()::println);
        return tended.exitCode();
    }

    /** What replaces the file is not done under somebody who has it open. */
    private Tended there(DatabaseJob job, HomeLockedException owned) {
        if (job.kind() == DatabaseJob.Kind.RESTORE || job.kind() == DatabaseJob.Kind.RECOVER) {
            throw owned;
        }
        try (OwnerConnection owner =
                OwnerConnection.open(start.home().socket(), Words.english()).orElseThrow(() -> owned)) {
            Tended tended = owner.tend(job, start.err()::println);
            if (job.kind() == DatabaseJob.Kind.BACKUP
                    && tended.exitCode() == ExitCode.OK
                    && !Files.exists(target(job))) {
                throw new CommandFailure(
                        ExitCode.STORAGE,
                        "The process that runs Parley wrote " + target(job)
                                + " where only it can see it (a /tmp of its own?). Name a file below "
                                + start.home().data() + ".");
            }
            return tended;
        }
    }

    private Tended here(DatabaseJob job) {
        Path path = start.home().database();
        DatabaseFile file = new DatabaseFile(path, Clock.systemUTC());
        return switch (job.kind()) {
            case BACKUP -> backup(job, written -> file.backup(target(job), job.force(), written), start.err()::println);
            case CHECK -> checked(path, file.check());
            case COMPACT -> compacted(path, file.compact());
            case RESTORE -> {
                var restored = file.restore(target(job));
                List<String> lines = new ArrayList<>();
                lines.add(job.file() + " is restored: " + content(restored.report()) + ".");
                restored.kept().ifPresent(kept -> lines.add("The database that was there before is " + kept + "."));
                if (restored.report().waiting() > 0) {
                    lines.add(messages(restored.report().waiting())
                            + " in it waited for a reply and will be answered at the next start.");
                }
                yield new Tended(ExitCode.OK, lines);
            }
            case RECOVER -> recovered(path, file.recover());
        };
    }

    /**
     * Does it with a database that is open in this process.
     *
     * @throws CommandFailure if it cannot be done
     */
    static Tended with(Database database, Path path, DatabaseJob job, Consumer<String> progress) {
        return told(() -> switch (job.kind()) {
            case BACKUP -> backup(job, written -> database.backup(target(job), job.force(), written), progress);
            case CHECK -> checked(path, database.check());
            case COMPACT -> compacted(path, database.compact());
            case RESTORE, RECOVER ->
                throw new CommandFailure(ExitCode.OWNED, "Stop Parley first: its database is open.");
        });
    }

    private static Tended told(Supplier<Tended> work) {
        try {
            return work.get();
        } catch (StoreException e) {
            throw new CommandFailure(ExitCode.STORAGE, String.valueOf(e.getMessage()));
        }
    }

    private interface Writing {
        CheckReport write(LongConsumer written);
    }

    private static Tended backup(DatabaseJob job, Writing writing, Consumer<String> progress) {
        progress.accept("The backup is being written and checked ...");
        CheckReport report = writing.write(bytes -> progress.accept("... " + Sizes.of(bytes)));
        return new Tended(
                ExitCode.OK,
                List.of(job.file() + ": " + size(target(job)) + ", checked, " + content(report)
                        + "; only you can read it."));
    }

    private static Tended checked(Path path, CheckReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(path + ": " + size(path) + ", " + content(report) + ".");
        report.rows().forEach((table, rows) -> lines.add(String.format(Locale.ROOT, "%12d  %s", rows, table)));
        lines.add(messages(report.waiting()) + " wait for a reply.");
        if (report.problems().isEmpty()) {
            lines.add("Every row was read, and all fits together.");
            return new Tended(ExitCode.OK, lines);
        }
        report.problems().forEach(problem -> lines.add("WRONG: " + problem));
        lines.add(
                "./parley db restore FILE puts a backup in its place; ./parley db recover reads out what can be read.");
        return new Tended(ExitCode.STORAGE, lines);
    }

    private static Tended compacted(Path path, Compacted compacted) {
        return new Tended(
                ExitCode.OK,
                List.of(String.format(
                        Locale.ROOT,
                        "%s: %s instead of %s; nothing was read or written for %.1f s.",
                        path,
                        Sizes.of(compacted.after()),
                        Sizes.of(compacted.before()),
                        compacted.pause().toMillis() / 1000.0)));
    }

    private static Tended recovered(Path path, Recovered recovered) {
        List<String> lines = new ArrayList<>();
        lines.add(path + " is a new database with " + content(recovered.report()) + ".");
        lines.add("       before      now");
        recovered.report().rows().forEach((table, now) -> {
            Long before = recovered.before().get(table);
            lines.add(String.format(Locale.ROOT, "%13s %8d  %s", before == null ? "?" : before.toString(), now, table));
        });
        lines.add(
                "What the damaged file does not name any more is not counted as lost: compare with your last backup.");
        lines.add("The damaged file is " + recovered.kept() + ".");
        return new Tended(ExitCode.OK, lines);
    }

    private static String content(CheckReport report) {
        return "schema " + report.schema() + ", " + report.total() + " rows";
    }

    private static String messages(long number) {
        return number + (number == 1 ? " message" : " messages");
    }

    private static String size(Path path) {
        try {
            return Sizes.of(Files.size(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target(DatabaseJob job) {
        return Path.of(requireNonNull(job.file(), "file"));
    }
}
