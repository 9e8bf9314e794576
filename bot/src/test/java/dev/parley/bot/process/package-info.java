/**
 * Parley as a person meets it: a process with arguments, an environment, pipes or a terminal, and an exit code. Nothing
 * here calls into Parley but to look at its database once it has ended.
 */
@NullMarked
package dev.parley.bot.process;

import org.jspecify.annotations.NullMarked;
