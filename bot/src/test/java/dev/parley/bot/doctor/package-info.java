/** Every check of the doctor, each alone, with what is wrong and the words of its fix. */
@NullMarked
package dev.parley.bot.doctor;

import org.jspecify.annotations.NullMarked;
