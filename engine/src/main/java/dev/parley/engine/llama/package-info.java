/**
 * llama.cpp's C API, called through the Foreign Function &amp; Memory API: one class for each C object, with its memory
 * owned. Nothing here decides anything; scheduling, caching and prompts live in {@code dev.parley.engine.core}. This is
 * the only package that touches native code.
 */
@NullMarked
package dev.parley.engine.llama;

import org.jspecify.annotations.NullMarked;
