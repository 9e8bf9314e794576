package dev.parley.prompts.examples;

/** What a reply is judged by, in the order in which it is shown. */
public enum Aspect {
    /** It names what is true. */
    FACTS("facts"),
    /** It says that it does not know. */
    HONESTY("says that it does not know"),
    /** It holds one block of code that names its language. */
    FENCE("one block with its language"),
    /** Its code is Python. */
    PARSES("code parses"),
    /** Its code passes its test. */
    TEST("code passes its test"),
    /** One sentence stands beside the code. */
    SENTENCE("one sentence beside the code"),
    /** It has the parts that its form asks for. */
    STRUCTURE("structure"),
    /** It is neither short nor long. */
    LENGTH("length"),
    /** It does not go round in circles. */
    REPETITION("no loops"),
    /** It holds what was asked for. */
    COVERAGE("covers what was asked for");

    private final String words;

    Aspect(String words) {
        this.words = words;
    }

    /**
     * The aspect for a person.
     *
     * @return a few words for a table
     */
    public String words() {
        return words;
    }
}
