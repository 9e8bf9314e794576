/**
 * A process that tries settings on this machine and says how fast each is. Knows the binding alone: what is measured is
 * the model's steps, without HTTP and scheduling. What is chosen is decided elsewhere.
 */
@NullMarked
package dev.parley.engine.tune;

import org.jspecify.annotations.NullMarked;
