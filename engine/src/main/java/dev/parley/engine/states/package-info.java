/**
 * The states of conversations as files: what is written in front of them, how they are named, found, kept within a
 * budget and forgotten. Knows nothing of llama.cpp, to which only the bytes behind the header mean anything, and has no
 * threads.
 */
@NullMarked
package dev.parley.engine.states;

import org.jspecify.annotations.NullMarked;
