/** The path of one message, from its arrival to the stored reply. Knows no platform; {@link dev.parley.bot.responder.Responder} is the way in. */
@NullMarked
package dev.parley.bot.responder;

import org.jspecify.annotations.NullMarked;
