/**
 * How well the shipped personas do on the real model. What is measured here decides their prompts and their sampling; no
 * test of how Parley works belongs here.
 */
@NullMarked
package dev.parley.bot.score;

import org.jspecify.annotations.NullMarked;
