/**
 * Benchmarks on the real model, run by the profile {@code bench}: each prints what it measured, with the machine that it
 * comes from, and fails where a line that Parley promises is missed. Nothing here says whether a reply is right.
 */
@NullMarked
package dev.parley.bot.bench;

import org.jspecify.annotations.NullMarked;
