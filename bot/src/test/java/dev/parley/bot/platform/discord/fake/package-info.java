/**
 * A Discord on the loopback, for tests: REST and gateway as the public documentation and JDA's sources describe them, as
 * strict as the real one. What a test does in it arrives as events, and what a bot sends can be read back. It knows the
 * protocol only and nothing of Parley.
 */
@NullMarked
package dev.parley.bot.platform.discord.fake;

import org.jspecify.annotations.NullMarked;
