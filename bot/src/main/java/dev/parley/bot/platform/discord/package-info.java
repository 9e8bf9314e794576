/**
 * Discord through JDA, the only package that knows either: events become messages and commands, replies become messages
 * that are edited. What a reply says and at what pace it is written is decided elsewhere.
 */
@NullMarked
package dev.parley.bot.platform.discord;

import org.jspecify.annotations.NullMarked;
