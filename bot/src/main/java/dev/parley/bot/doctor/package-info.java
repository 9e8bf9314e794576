/**
 * {@code parley doctor}: one class for each thing that is looked at, and what becomes of what was found. A check knows
 * only what it needs, ends by itself, and says with everything that is wrong what to type or to click. Nothing here prints
 * a token, mends anything, or opens the database of a Parley that runs.
 */
@NullMarked
package dev.parley.bot.doctor;

import org.jspecify.annotations.NullMarked;
