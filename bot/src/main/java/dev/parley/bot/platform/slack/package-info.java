/**
 * Slack: what arrives from it becomes messages of the core, and replies are written the way it allows. Nothing outside
 * this package knows Slack or its library.
 */
@NullMarked
package dev.parley.bot.platform.slack;

import org.jspecify.annotations.NullMarked;
