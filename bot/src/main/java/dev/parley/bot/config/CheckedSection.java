package dev.parley.bot.config;

import java.util.List;

/** A section whose settings depend on each other. */
interface CheckedSection {
    /** What is wrong with the settings taken together, each in words with the way out; empty where nothing is. */
    List<String> mistakes();
}
