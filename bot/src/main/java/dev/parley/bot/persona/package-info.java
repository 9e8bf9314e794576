/**
 * Making, checking, training and measuring personas: what stands behind {@code parley persona new}, {@code check},
 * {@code train} and {@code evaluate}. Nothing here takes part in a conversation.
 */
@NullMarked
package dev.parley.bot.persona;

import org.jspecify.annotations.NullMarked;
