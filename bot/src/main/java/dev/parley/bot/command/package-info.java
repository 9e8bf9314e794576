/**
 * The one grammar of the commands that people type in a conversation, its parser, its completion and its help, shared by
 * the terminal and all platforms. What a command does, and who may use it, is decided elsewhere.
 */
@NullMarked
package dev.parley.bot.command;

import org.jspecify.annotations.NullMarked;
