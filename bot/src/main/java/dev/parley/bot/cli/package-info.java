/**
 * The command line: what can be typed after {@code ./parley}, the exit codes, and how failures are worded there.
 * What the commands set in motion stands behind {@link dev.parley.bot.cli.Actions}; nothing here opens a
 * database or an engine.
 */
@NullMarked
package dev.parley.bot.cli;

import org.jspecify.annotations.NullMarked;
