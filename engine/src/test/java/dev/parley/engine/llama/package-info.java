/**
 * Tests of the binding: the facts about llama.cpp that our code leans on, checked with the real library and the tiny
 * model. What needs the default model is tagged
 * {@code model}; nothing here is a mock.
 */
@NullMarked
package dev.parley.engine.llama;

import org.jspecify.annotations.NullMarked;
