/** Files as people send them, and as attackers would: from a loopback server, read in the real process. */
@NullMarked
package dev.parley.bot.attachment;

import org.jspecify.annotations.NullMarked;
