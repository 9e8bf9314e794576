package dev.parley.engine.models;

import java.nio.file.Path;

/**
 * A model that is there and whose checksum is known.
 *
 * @param name as messages and the engine's answers call it
 * @param path where it is
 * @param sha256 of its bytes, lower-case hex
 * @param size bytes
 */
public record ModelFile(String name, Path path, String sha256, long size) {}
