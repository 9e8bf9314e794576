/** Tests of the examples, of those that are shipped too. */
@NullMarked
package dev.parley.prompts.examples;

import org.jspecify.annotations.NullMarked;
