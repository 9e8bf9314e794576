package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.persistence.CheckReport;
import dev.parley.persistence.DatabaseFile;
import dev.parley.persistence.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The database: read through where nobody has it open, which leaves it as it is; else by what its owner says.
 *
 * @param file the database's
 * @param household who has it
 */
record DatabaseLook(Path file, Household household) implements Look {
    private static final String FIX =
            "./parley db restore FILE puts a backup in its place; ./parley db recover reads out what can be read.";

    @Override
    public List<Finding> look() {
        return switch (household) {
            case Household.Ours ours -> List.of(read(ours));
            case Household.Run(long pid, var state) ->
                List.of(new Finding.Well(state.database() + " is open in process " + pid + ", which answers"));
            case Household.Busy(String words) -> List.of(new Finding.Well("in use: " + words));
            case Household.Silent(var failure) ->
                List.of(Finding.wrong(failure, "End that process, and start Parley again.", failure.exitCode()));
            case Household.Broken _ -> List.of();
        };
    }

    /** The home is given back at once, for whoever wants to answer meanwhile. */
    private Finding read(Household.Ours ours) {
        try (ours) {
            return found(new DatabaseFile(file, Clock.systemUTC()).check());
        } catch (StoreException e) {
            return e.kind() == StoreException.Kind.MISSING
                    ? new Finding.Well(file + " is not there yet: the first ./parley chat or run makes it")
                    : Finding.wrong(e, FIX, ExitCode.STORAGE);
        }
    }

    private Finding found(CheckReport report) {
        return report.problems().isEmpty()
                ? new Finding.Well(file + ": schema " + report.schema() + ", " + report.total() + " rows read")
                : new Finding.Wrong(
                        file + " has mistakes: " + String.join("; ", report.problems()) + ".", FIX, ExitCode.STORAGE);
    }
}
