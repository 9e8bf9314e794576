/**
 * Keeps one engine alive as a child process: starts it, hands it its settings and a token by standard input, restarts it
 * when it dies or hangs, and says where it is. It knows the child's protocol of one JSON object a line and
 * {@code /health}, and nothing of models, prompts or replies.
 */
@NullMarked
package dev.parley.engine.supervisor;

import org.jspecify.annotations.NullMarked;
