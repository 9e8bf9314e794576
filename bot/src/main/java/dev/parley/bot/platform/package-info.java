/**
 * What all chat platforms share: cutting replies into messages, writing them at the pace that a platform allows, going on
 * with those of an earlier run, and what commands and buttons lead to. An adapter says only its limits and how to send;
 * nothing here knows a platform.
 */
@NullMarked
package dev.parley.bot.platform;

import org.jspecify.annotations.NullMarked;
