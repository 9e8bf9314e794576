/**
 * What Parley keeps: conversations and their turns, the inbox, deliveries, persona bindings, feedback, in one H2 file.
 * SQL lives here and nowhere else, and stays in the part that PostgreSQL understands too. What a message means, who may
 * ask and what fits a model's window is decided elsewhere: nothing here knows a platform, an engine or a persona.
 */
@NullMarked
package dev.parley.persistence;

import org.jspecify.annotations.NullMarked;
