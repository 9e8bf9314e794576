package dev.parley.engine.models;

import java.net.URI;
import java.nio.file.Path;

/** What a person named as a model: {@code NAME | PATH | URL}. */
public sealed interface ModelReference {

    /** A short name for messages and logs, without secrets of an address. */
    String label();

    /** A model of the catalogue. */
    record Named(CatalogModel model) implements ModelReference {
        @Override
        public String label() {
            return model.name();
        }
    }

    /** A file of a person's own; it is used where it is. */
    record File(Path path) implements ModelReference {
        @Override
        public String label() {
            return String.valueOf(path.getFileName());
        }
    }

    /** A file behind an address, which is kept in the models folder. */
    record Remote(URI address) implements ModelReference {
        @Override
        public String label() {
            String path = String.valueOf(address.getPath());
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }
}
