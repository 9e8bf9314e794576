/**
 * Where log lines go, in which form, and what must never stand in one: secrets, and what people write. Knows Logback and
 * the settings, and nothing of what is logged.
 */
@NullMarked
package dev.parley.bot.log;

import org.jspecify.annotations.NullMarked;
