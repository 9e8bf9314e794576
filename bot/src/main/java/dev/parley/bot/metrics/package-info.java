/**
 * What is counted and timed of the bot's work, by Micrometer. Labels have few values, and none is an id, a name or a text
 * of people. Nothing here knows who measures, or where the figures go.
 */
@NullMarked
package dev.parley.bot.metrics;

import org.jspecify.annotations.NullMarked;
