/**
 * What those who run Parley look at from outside: whether it lives, whether it is ready and why not, and its figures, over
 * HTTP on this machine. It says nothing of what people write, and changes nothing.
 */
@NullMarked
package dev.parley.bot.operate;

import org.jspecify.annotations.NullMarked;
