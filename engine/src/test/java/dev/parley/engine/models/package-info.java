/** Tests of the model files: a loopback hub and a pretended pip, nothing from the network. */
@NullMarked
package dev.parley.engine.models;

import org.jspecify.annotations.NullMarked;
