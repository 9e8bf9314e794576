/**
 * {@code parley bench}: the same seeded conversations through Parley's own engine and through any server that speaks
 * OpenAI's protocol, timed by the same client, and what came of it as a table, JSON and a picture. Nothing here starts an
 * engine or knows a platform.
 */
@NullMarked
package dev.parley.bot.bench;

import org.jspecify.annotations.NullMarked;
