package dev.parley.engine.models;

import java.net.URI;

/**
 * Under what a model may be used.
 *
 * @param name such as {@code Apache-2.0}
 * @param url where its text stands
 */
public record Licence(String name, URI url) {}
