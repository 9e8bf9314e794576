package dev.parley.bot.platform.slack.fake;

/**
 * Somebody on Slack.
 *
 * @param id such as U0ADA00001
 * @param team the workspace that the person belongs to
 * @param name the display name
 * @param realName the full name
 * @param locale such as en-US
 * @param zone the time zone's name
 * @param bot whether it is another app's bot
 * @param guest whether it is a guest with limited access
 */
public record FakeUser(
        String id, String team, String name, String realName, String locale, String zone, boolean bot, boolean guest) {
    /** How a message mentions the person. */
    public String mention() {
        return "<@" + id + ">";
    }

    boolean isStranger() {
        return !team.equals(World.TEAM);
    }
}
