/** Tests of the client against a loopback server that speaks the engine's protocol, and breaks it where a test says so. */
@NullMarked
package dev.parley.engine.client;

import org.jspecify.annotations.NullMarked;
