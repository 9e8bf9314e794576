package dev.parley.engine.models;

import org.jspecify.annotations.Nullable;

/**
 * What a source said about the file that it delivered.
 *
 * @param sha256 the checksum by its own account, null if it gave none
 * @param revision the commit, null if it gave none
 */
record Fetched(@Nullable String sha256, @Nullable String revision) {}
