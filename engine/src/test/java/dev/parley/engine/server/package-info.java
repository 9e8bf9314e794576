/**
 * Tests of the engine over HTTP and as a process, on the real library and the tiny model. What needs the default model is tagged
 * {@code model}; nothing here is a mock.
 */
@NullMarked
package dev.parley.engine.server;

import org.jspecify.annotations.NullMarked;
