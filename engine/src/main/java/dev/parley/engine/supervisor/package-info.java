/**
 * Keeps one engine at hand: a child process (Parley's own, or a {@code llama-server}), which is started, handed its
 * token, restarted when it dies or hangs; or a server elsewhere, which is asked what it is and waited for. It knows how to
 * start and ask them, and nothing of prompts or replies.
 */
@NullMarked
package dev.parley.engine.supervisor;

import org.jspecify.annotations.NullMarked;
