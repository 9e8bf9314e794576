/**
 * The application: {@link dev.parley.bot.Main} is where everything is put together by hand, read top to bottom. What a
 * message goes through, the commands, the platforms and the terminal live in the packages below; nothing but the wiring
 * belongs here.
 */
@NullMarked
package dev.parley.bot;

import org.jspecify.annotations.NullMarked;
