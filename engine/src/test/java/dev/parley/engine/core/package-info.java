/**
 * Tests of the engine's core on the real library and the tiny model. What needs the default model is tagged
 * {@code model}; nothing here is a mock.
 */
@NullMarked
package dev.parley.engine.core;

import org.jspecify.annotations.NullMarked;
