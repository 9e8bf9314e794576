/**
 * What all chat platforms share: cutting replies into messages, and writing them at the pace that a platform allows. An
 * adapter says only its limits and how to send; nothing here knows a platform.
 */
@NullMarked
package dev.parley.bot.platform;

import org.jspecify.annotations.NullMarked;
