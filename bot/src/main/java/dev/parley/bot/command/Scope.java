package dev.parley.bot.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** For whom or where a persona is set. */
public enum Scope {
    /** This conversation's place; it outlives {@code new}. */
    HERE,
    /** Everybody in this channel. */
    CHANNEL,
    /** The person who says it, wherever they are. */
    ME,
    /** Everybody in this workspace or server. */
    EVERYONE;

    /** As it is typed: "here". */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Scope::word).toList();
    }
}
