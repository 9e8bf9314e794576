package dev.parley.bot.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** Replies in a row to bots, by channel, so that two bots that answer each other come to an end. */
final class BotTurns {
    /** Far more than the channels in which bots talk; the one that was quiet longest is given up first. */
    private static final int MOST_CHANNELS = 10_000;

    private final Map<String, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_CHANNELS;
        }
    };

    /** Counts one more reply to a bot, if there may be one. */
    synchronized boolean another(String channel, int most) {
        int count = counts.getOrDefault(channel, 0);
        if (count < most) {
            counts.put(channel, count + 1);
        }
        return count < most;
    }

    synchronized void personSpoke(String channel) {
        counts.remove(channel);
    }
}
