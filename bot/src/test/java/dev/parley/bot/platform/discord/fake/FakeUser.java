package dev.parley.bot.platform.discord.fake;

/**
 * An account.
 *
 * @param id its snowflake
 * @param name its user name and display name
 * @param bot whether it is a bot
 */
public record FakeUser(long id, String name, boolean bot) {
    /** How a message names this account. */
    public String mention() {
        return "<@" + id + ">";
    }
}
