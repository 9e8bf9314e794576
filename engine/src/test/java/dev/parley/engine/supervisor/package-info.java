/**
 * Tests of the supervisor with child processes that crash, hang, refuse and will not leave, and, with the client, on the
 * engine itself.
 */
@NullMarked
package dev.parley.engine.supervisor;

import org.jspecify.annotations.NullMarked;
