/**
 * Which fine-tuned adapter a persona speaks with on the model that runs: whether its file is the right one, and whether
 * the engine has it. Whatever is wrong, the persona goes on by its prompt alone, and why is said.
 */
@NullMarked
package dev.parley.bot.adapter;

import org.jspecify.annotations.NullMarked;
