/** Who is answered and how much, by a clock that the tests set. */
@NullMarked
package dev.parley.bot.access;

import org.jspecify.annotations.NullMarked;
