package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.persistence.StoreException;
import java.nio.file.Path;
import java.util.List;

/**
 * The database: read through where nobody has it open, else by what its owner says.
 *
 * @param file the database's
 * @param household who has it
 * @param reading reads it through
 */
record DatabaseLook(Path file, Household household, Reading reading) implements Look {
    /** Reads a database through. The one place where that is done: what does it better takes this one's place. */
    @FunctionalInterface
    interface Reading {
        /**
         * Opens it, reads all of it, and closes it again.
         *
         * @return what there is to say of it, such as its schema's version
         * @throws StoreException where something is wrong with it, with the way out
         */
        String read(Path file);
    }

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
            return new Finding.Well(file + ": " + reading.read(file));
        } catch (StoreException e) {
            return Finding.wrong(e, "Put a backup in its place.", ExitCode.STORAGE);
        }
    }
}
