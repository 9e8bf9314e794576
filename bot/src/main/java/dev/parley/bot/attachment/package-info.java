/**
 * Reads the files that people attach to their messages: fetched from the platform's own hosts only, text and code as they
 * are, PDF in a process of its own. What could not be read or was cut is said in the bot's own words. Nothing here knows a
 * platform; an adapter says where its files lie.
 */
@NullMarked
package dev.parley.bot.attachment;

import org.jspecify.annotations.NullMarked;
