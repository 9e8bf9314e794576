/**
 * Tests of the path of a message, and {@link dev.parley.bot.responder.World}: a real engine's process on a tiny model, a
 * real database, the shipped personas. Nothing is faked but the platform.
 */
@NullMarked
package dev.parley.bot.responder;

import org.jspecify.annotations.NullMarked;
