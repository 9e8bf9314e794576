package dev.parley.prompts.examples;

/**
 * How code fared.
 *
 * @param reached how far it came
 * @param reason why no further, one sentence; empty where it came to the end
 */
public record SandboxResult(Reached reached, String reason) {
    /** How far code came. */
    public enum Reached {
        /** It is not Python. */
        NOTHING,
        /** It ran, or began to. */
        CODE,
        /** Its test began. */
        TEST,
        /** Its test came to its end. */
        END
    }

    /**
     * Whether it is Python.
     *
     * @return true also for code that then failed
     */
    public boolean parsed() {
        return reached != Reached.NOTHING;
    }

    /**
     * Whether the last line of its test was reached.
     *
     * @return true for nothing less
     */
    public boolean passed() {
        return reached == Reached.END;
    }
}
