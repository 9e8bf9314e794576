/**
 * Who is answered and how much: lists of people and places, other bots, limits for each person. The same on all
 * platforms: an adapter says who comes and from where, as a {@link dev.parley.bot.access.Visitor}, and does as the
 * decision says. Everything here is in memory and answers at once; nothing reads messages, stores or sends.
 */
@NullMarked
package dev.parley.bot.access;

import org.jspecify.annotations.NullMarked;
