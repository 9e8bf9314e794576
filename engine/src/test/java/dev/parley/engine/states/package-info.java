@NullMarked
package dev.parley.engine.states;

import org.jspecify.annotations.NullMarked;
