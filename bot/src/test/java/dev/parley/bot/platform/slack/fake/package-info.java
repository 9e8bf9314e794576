/**
 * A Slack on the loopback, for tests: Web API, Socket Mode and request URLs as Slack's reference describes them, as strict
 * as the real one. What a test's people do arrives as events, and what a bot posts can be read back. It knows the protocol
 * only and nothing of Parley.
 */
@NullMarked
package dev.parley.bot.platform.slack.fake;

import org.jspecify.annotations.NullMarked;
