package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A LoRA adapter's file that fits a model, read and checked without native code: one that llama.cpp b4916 may be handed.
 * The format is that of llama.cpp's {@code convert_lora_to_gguf.py}: for a matrix NAME of the model a pair of tensors,
 * {@code NAME.lora_a} (in x rank) and {@code NAME.lora_b} (rank x out), whose product times alpha / rank is added to it.
 *
 * @param path where it is
 * @param size bytes
 * @param architecture {@code general.architecture}, the model's own
 * @param alpha {@code adapter.lora.alpha}
 * @param rank of the largest pair
 * @param parameters numbers in all pairs
 * @param sha256 of the whole file, lower-case hex
 */
public record LoraFile(
        Path path, long size, String architecture, double alpha, int rank, long parameters, String sha256) {

    /** The largest file that is taken, 512 MB: room for rank 64 on a model of 8 billion parameters. */
    public static final long LARGEST = 512L << 20;

    /**
     * Checks an adapter against a model's file.
     *
     * @param adapter the adapter
     * @param model the GGUF of the model that it is for
     * @return what the adapter says about itself
     * @throws ModelFileException with one sentence that names the file and what is wrong with it: missing, larger than
     *     {@link #LARGEST}, no GGUF, cut short or damaged, a model or another kind of adapter, for another architecture,
     *     with tensors that the model does not have or that do not fit, of other types than F16 and F32, with numbers that
     *     are not finite; or the model's file cannot be used
     */
    public static LoraFile check(Path adapter, Path model) {
        return check(adapter, GgufFile.read(model));
    }

    /**
     * Checks an adapter against a model.
     *
     * @param adapter the adapter
     * @param model the model that it is for
     * @return what the adapter says about itself
     * @throws ModelFileException as for a model's path
     */
    public static LoraFile check(Path adapter, GgufFile model) {
        return new LoraCheck(adapter, model).check();
    }

    /**
     * Copies the very content that was checked.
     *
     * @param copy where to; replaced if it is there
     * @throws ModelFileException if the file changed since, or cannot be copied
     */
    public void copyTo(Path copy) {
        try {
            Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!Sha256.of(copy, _ -> {}).equals(sha256)) {
                throw new ModelFileException(path + " changed while it was read. Try again when it is written.");
            }
        } catch (IOException e) {
            throw new ModelFileException("%s cannot be copied: %s.".formatted(path, Reasons.of(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelFileException("Copying %s was interrupted.".formatted(path), e);
        }
    }
}
