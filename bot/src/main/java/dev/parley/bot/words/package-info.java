/**
 * The bot's own words, in one resource bundle, and what helps to word a mistake kindly. What the model says never passes
 * through here, and no rule about when something is said lives here.
 */
@NullMarked
package dev.parley.bot.words;

import org.jspecify.annotations.NullMarked;
