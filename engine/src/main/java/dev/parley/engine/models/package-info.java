/**
 * Model files: the catalogue, their download and checksums, and a reader of GGUF that refuses what our llama.cpp would
 * not survive, and what of this machine (instructions, memory) a model needs. Pure Java: nothing here touches native code,
 * and nothing here knows how a model is run.
 */
@NullMarked
package dev.parley.engine.models;

import org.jspecify.annotations.NullMarked;
