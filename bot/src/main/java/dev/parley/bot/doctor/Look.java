package dev.parley.bot.doctor;

import java.util.List;

/** A look at one thing. It ends by itself, and is not interrupted: the database's file must not be. */
@FunctionalInterface
public interface Look {
    /**
     * Looks.
     *
     * @return what was found; nothing where another check has said why there is nothing to be seen
     * @throws Exception if it could not be looked at, which is a mistake of ours
     */
    List<Finding> look() throws Exception;
}
