package dev.parley.bot.responder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Personas of a test's own, in files that it may change at any time. */
public record PersonaFiles(Path folder) {
    /** A persona with its prompt alone. */
    public PersonaFiles write(String id, String prompt) {
        return write(id, prompt, "");
    }

    /** A persona that names an adapter, which is there or not, for the model "tiny"; with the checksum that it has now. */
    public PersonaFiles writeWithAdapter(String id, String prompt) {
        return writeWithAdapter(id, prompt, sha256(adapter(id)));
    }

    /** The same with another checksum. */
    public PersonaFiles writeWithAdapter(String id, String prompt, String sha256) {
        return write(id, prompt, "adapters:\n  tiny: {file: adapters/tiny.gguf, scale: 1.0, sha256: " + sha256 + "}\n");
    }

    private PersonaFiles write(String id, String prompt, String more) {
        put(folder.resolve(id).resolve("prompt.md"), prompt.getBytes(UTF_8));
        String yaml = "name: " + id + "\ndescription: For a test.\n" + more;
        put(folder.resolve(id).resolve("persona.yaml"), yaml.getBytes(UTF_8));
        return this;
    }

    /** Where a persona's adapter is; its folder is made. */
    public Path adapter(String id) {
        Path file = folder.resolve(id).resolve("adapters").resolve("tiny.gguf");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Writes a file, in place of the one before. */
    static void put(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
