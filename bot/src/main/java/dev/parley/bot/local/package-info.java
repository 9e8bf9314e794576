/**
 * The way into a running Parley for the person who started it: a socket in the home through which {@code chat} and {@code
 * ask} attach to the {@code run} that owns it. One JSON object a line, both ways. Nothing here knows the database or the
 * engine: what stands behind the socket comes in through {@link dev.parley.bot.local.Desk}.
 */
@NullMarked
package dev.parley.bot.local;

import org.jspecify.annotations.NullMarked;
