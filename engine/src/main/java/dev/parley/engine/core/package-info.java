/**
 * What Parley's engine is: one thread that decodes several sequences in one batch, a cache of conversation states, and
 * prompts whose control tokens nobody can type. Knows nothing of HTTP; calls native code only through
 * {@code dev.parley.engine.llama}.
 */
@NullMarked
package dev.parley.engine.core;

import org.jspecify.annotations.NullMarked;
