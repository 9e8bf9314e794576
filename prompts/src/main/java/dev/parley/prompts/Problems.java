package dev.parley.prompts;

import dev.parley.prompts.PersonaException.Problem;
import java.nio.file.Path;
import java.util.List;

/** Notes the mistakes found in one file; {@code all} is shared by all files that are read together. */
record Problems(Path file, List<Problem> all) {
    /** Notes a mistake at a line, counted from 1; 0 for the file as a whole. */
    void add(int line, String message) {
        all.add(new Problem(file, line, message));
    }

    /** The same list for another file. */
    Problems in(Path other) {
        return new Problems(other, all);
    }
}
