/**
 * Examples of what a persona says: read from its folder, checked, and judged by the same rules as what a model says in
 * an evaluation. Code runs in a sandbox or not at all; nothing here knows a model or the engine.
 */
@NullMarked
package dev.parley.prompts.examples;

import org.jspecify.annotations.NullMarked;
