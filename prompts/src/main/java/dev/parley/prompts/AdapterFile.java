package dev.parley.prompts;

import java.nio.file.Path;

/**
 * A fine-tuned adapter that a persona names for one base model. The file itself is not looked at here.
 *
 * @param file the GGUF file, inside the persona's folder
 * @param scale its strength, {@value #SMALLEST_SCALE} to {@value #LARGEST_SCALE}; 1 as trained
 * @param sha256 the checksum of the file, 64 lower-case hexadecimal digits
 */
public record AdapterFile(Path file, double scale, String sha256) {
    static final double SMALLEST_SCALE = 0.01;
    static final double LARGEST_SCALE = 4;
}
