/**
 * What the model is told: personas read from folders, the window of turns that fits its context, and the messages that
 * both become. Everything here is a function of its arguments and of the persona files: nothing knows the database, the
 * engine, a platform or the time, and token counts come from outside.
 */
@NullMarked
package dev.parley.prompts;

import org.jspecify.annotations.NullMarked;
