package dev.parley.prompts.examples;

/**
 * What one aspect of a reply was found to be.
 *
 * @param aspect what was looked at
 * @param result the outcome
 * @param reason why it did not pass, one sentence; empty where it did
 */
public record Verdict(Aspect aspect, Result result, String reason) {
    /** The outcome. */
    public enum Result {
        /** As it should be. */
        PASSED,
        /** Not as it should be. */
        FAILED,
        /** This machine cannot tell. */
        SKIPPED
    }

    static Verdict of(Aspect aspect, String problem) {
        return new Verdict(aspect, problem.isEmpty() ? Result.PASSED : Result.FAILED, problem);
    }

    static Verdict skipped(Aspect aspect, String reason) {
        return new Verdict(aspect, Result.SKIPPED, reason);
    }

    /**
     * Whether it is as it should be.
     *
     * @return true only where it was looked at
     */
    public boolean passed() {
        return result == Result.PASSED;
    }
}
