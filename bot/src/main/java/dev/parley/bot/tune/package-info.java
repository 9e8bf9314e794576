/** {@code parley engine tune}: what a setting gains beyond the noise, and the process that tries it. */
@NullMarked
package dev.parley.bot.tune;

import org.jspecify.annotations.NullMarked;
