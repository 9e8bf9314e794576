/**
 * The chat in a terminal or a pipe: reading lines, showing replies as they stream, the one question of the first start,
 * progress of downloads and measurements. What a message does, and what a command means, lives elsewhere and comes in through
 * {@link dev.parley.bot.terminal.ChatSession}; nothing here knows the engine or the database.
 */
@NullMarked
package dev.parley.bot.terminal;

import org.jspecify.annotations.NullMarked;
