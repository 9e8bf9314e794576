package dev.parley.bot.doctor;

import java.time.Duration;

/**
 * One of the things that are looked at.
 *
 * @param name of small letters and hyphens; scripts know it by that, so it stays
 * @param patience how long it is waited for; a look that takes longer is left to itself
 * @param look looks
 */
public record Check(String name, Duration patience, Look look) {}
