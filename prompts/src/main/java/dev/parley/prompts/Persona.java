package dev.parley.prompts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody for the model to be: a prompt, a way of drawing replies and, for some models, an adapter.
 *
 * @param id what people type, the name of its folder: 1 to 32 lower-case letters, digits and hyphens, none of
 *     {@code set}, {@code show}, {@code list} and {@code reset}, which are commands
 * @param name what people read, 1 to 40 characters
 * @param description one sentence for lists and completion, 1 to 100 characters
 * @param emoji the picture beside its messages where a platform has one, such as {@code :owl:}; empty for none
 * @param systemPrompt what the model is told first, its variables filled in; not blank
 * @param sampling the settings that differ from the model's own
 * @param adapters by the name of the base model
 * @param promptHash 12 hexadecimal digits that change with the system prompt and with the sampling: replies are stored
 *     with it, so that one can tell later which version of a persona spoke
 */
public record Persona(
        String id,
        String name,
        String description,
        String emoji,
        String systemPrompt,
        SamplingOverrides sampling,
        Map<String, AdapterFile> adapters,
        String promptHash) {

    /** Discord's limit for a choice is 100; Slack shows 75 of a description and cuts the rest. */
    static final int LONGEST_DESCRIPTION = 100;

    static final int LONGEST_NAME = 40;

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> COMMANDS = Set.of("set", "show", "list", "reset");

    /** Copies the adapters and refuses an id that could not be typed and a blank prompt. */
    public Persona {
        var wrong = idProblem(id);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
        if (systemPrompt.isBlank()) {
            throw new IllegalArgumentException("The persona '%s' has no prompt.".formatted(id));
        }
        adapters = Map.copyOf(adapters);
    }

    /**
     * Makes a persona and computes its hash.
     *
     * @param id see {@link Persona}
     * @param name see {@link Persona}
     * @param description see {@link Persona}
     * @param emoji see {@link Persona}
     * @param systemPrompt see {@link Persona}
     * @param sampling see {@link Persona}
     * @param adapters see {@link Persona}
     * @return the persona
     */
    public static Persona of(
            String id,
            String name,
            String description,
            String emoji,
            String systemPrompt,
            SamplingOverrides sampling,
            Map<String, AdapterFile> adapters) {
        return new Persona(
                id, name, description, emoji, systemPrompt, sampling, adapters, hash(systemPrompt, sampling));
    }

    /**
     * What is wrong with an id.
     *
     * @param id what somebody would call a persona's folder
     * @return a sentence, or nothing
     */
    public static String idProblem(String id) {
        if (!ID.matcher(id).matches()) {
            return "'%s' is no persona id; name the folder with 1 to 32 of a-z, 0-9 and '-'.".formatted(id);
        }
        return COMMANDS.contains(id)
                ? "'%s' is a command of /persona and cannot be a persona; name the folder differently.".formatted(id)
                : "";
    }

    private static String hash(String systemPrompt, SamplingOverrides sampling) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(sampling.canonical().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(systemPrompt.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
