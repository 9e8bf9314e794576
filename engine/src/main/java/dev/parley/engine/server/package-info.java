/**
 * The engine as a process: OpenAI's chat protocol with llama-server's extensions over HTTP and SSE on loopback, and the
 * child's {@code main}. Translates between the protocol and {@code dev.parley.engine.core}; decides nothing else.
 */
@NullMarked
package dev.parley.engine.server;

import org.jspecify.annotations.NullMarked;
