/**
 * The way into a running Parley for the person who started it: a socket in the home that its owner opens, be that a
 * {@code run}, a {@code chat} or an {@code ask}. Through it {@code chat} and {@code ask} attach, and {@code db}, {@code
 * reload} and {@code doctor} have done what only the owner can do. One JSON object a line, both ways. Nothing here knows
 * the database or the engine: what stands behind the socket comes in through {@link dev.parley.bot.local.Desk}.
 */
@NullMarked
package dev.parley.bot.local;

import org.jspecify.annotations.NullMarked;
