/** What those who run Parley see of it, and the files of their tools. */
@NullMarked
package dev.parley.bot.operate;

import org.jspecify.annotations.NullMarked;
