package dev.parley.bot.doctor;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLock;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.OwnerState;
import dev.parley.bot.words.Words;

/** Who has the home: its owner is asked, and what is open there is not opened a second time. */
sealed interface Household extends AutoCloseable {
    /** Nobody else, until this is closed; a second time does nothing. */
    record Ours(HomeLock lock) implements Household {
        @Override
        public void close() {
            lock.close();
        }
    }

    /**
     * A {@code run}, which answered.
     *
     * @param pid its process
     * @param state what it says
     */
    record Run(long pid, OwnerState state) implements Household {}

    /**
     * An owner that nobody can ask: it is still starting or has stopped, or could not open its socket.
     *
     * @param words who
     */
    record Busy(String words) implements Household {}

    /** An owner that does not answer, or of another version. */
    record Silent(CommandFailure failure) implements Household {}

    /** Its folders cannot be used. */
    record Broken(HomeException failure) implements Household {}

    /** Whether something of Parley's runs on it. */
    default boolean isInUse() {
        return this instanceof Run || this instanceof Busy || this instanceof Silent;
    }

    /** Takes the home, or asks who has it. */
    static Household of(Home home) {
        try {
            home.prepare();
            return new Ours(HomeLock.acquire(home));
        } catch (HomeLockedException owned) {
            return ask(home, String.valueOf(owned.getMessage()));
        } catch (HomeException e) {
            return new Broken(e);
        }
    }

    private static Household ask(Home home, String words) {
        try (OwnerConnection owner =
                OwnerConnection.open(home.socket(), Words.english()).orElse(null)) {
            return owner == null ? new Busy(words) : new Run(owner.owner().pid(), owner.look());
        } catch (CommandFailure e) {
            return new Silent(e);
        }
    }

    @Override
    default void close() {}
}
