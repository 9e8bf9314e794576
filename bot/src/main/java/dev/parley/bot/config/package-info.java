/**
 * The configuration as records, read from flags, the environment and {@code parley.yaml}, with every mistake reported
 * at once; the folders of a Parley home and the lock that gives it one owner. A class elsewhere gets the section that it
 * needs, never the whole. Nothing here knows exit codes or prints.
 */
@NullMarked
package dev.parley.bot.config;

import org.jspecify.annotations.NullMarked;
