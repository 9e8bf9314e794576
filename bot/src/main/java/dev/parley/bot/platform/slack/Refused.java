package dev.parley.bot.platform.slack;

/**
 * How many requests were turned away unread in HTTP mode.
 *
 * @param signature those whose signature was wrong or missing
 * @param timestamp those that were signed more than five minutes ago, or in the future
 * @param replay those that had been there before
 * @param size those longer than a megabyte
 * @param other those of another method or for another path
 */
record Refused(long signature, long timestamp, long replay, long size, long other) {}
