package dev.parley.bot.platform.slack;

/** Where something is said to one person alone. */
@FunctionalInterface
interface Answer {
    /** Says it; what Slack does not take is logged. May block. */
    void say(String markdown);
}
