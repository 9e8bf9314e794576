/**
 * What is in {@code deploy/}, tried as an operator would: the commands of {@code docs/operate.md} are run, the unit's and
 * the image's own commands started. These run after the package is built, as root on a machine that allows namespaces.
 */
@NullMarked
package dev.parley.bot.deploy;

import org.jspecify.annotations.NullMarked;
