package dev.parley.bot.cli;

import dev.parley.bot.cli.DatabaseJob.Kind;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley db}: the database as a whole. */
@Command(
        name = "db",
        description = "back up, restore, check, compact or recover the database",
        subcommands = {
            DbCommand.Backup.class,
            DbCommand.Restore.class,
            DbCommand.Check.class,
            DbCommand.Compact.class,
            DbCommand.Recover.class
        })
final class DbCommand extends CommandGroup {
    /** A path that means the same to the process that has the database open. */
    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    @Command(name = "backup", description = "write a checked backup, also while Parley runs")
    static final class Backup extends StartedCommand {
        @Parameters(paramLabel = "FILE", description = "the ZIP to write")
        private Path file = Path.of("");

        @Option(names = "--force", description = "replace a file that is there")
        private boolean force;

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tendDatabase(start, new DatabaseJob(Kind.BACKUP, absolute(file), force));
        }
    }

    @Command(name = "restore", description = "put a backup in the place of the database, which is kept beside it")
    static final class Restore extends StartedCommand {
        @Parameters(paramLabel = "FILE", description = "a backup, or a copy out of the folder 'kept'")
        private Path file = Path.of("");

        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tendDatabase(start, new DatabaseJob(Kind.RESTORE, absolute(file), false));
        }
    }

    @Command(name = "check", description = "read every row, and look whether all fits together")
    static final class Check extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tendDatabase(start, new DatabaseJob(Kind.CHECK, null, false));
        }
    }

    @Command(
            name = "compact",
            description = "make the file as small as it can be; while Parley runs, it pauses for that")
    static final class Compact extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tendDatabase(start, new DatabaseJob(Kind.COMPACT, null, false));
        }
    }

    @Command(name = "recover", description = "read out of a damaged database what can be read; the damaged one is kept")
    static final class Recover extends StartedCommand {
        @Override
        ExitCode run(Start start, Actions actions) throws Exception {
            return actions.tendDatabase(start, new DatabaseJob(Kind.RECOVER, null, false));
        }
    }
}
