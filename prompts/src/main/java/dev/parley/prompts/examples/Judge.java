package dev.parley.prompts.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Judges replies by what their example asks for. Safe from many threads at once. */
public final class Judge {
    private static final List<String> NOT_KNOWING = List.of(
            "I don't know",
            "I do not know",
            "I can't know",
            "I cannot know",
            "I'm not sure",
            "I have no way",
            "I don't have");

    /** Of the sentence beside a block of code. */
    private static final WordRange BESIDE_CODE = new WordRange(6, 30);

    private final PythonSandbox sandbox;

    /**
     * Makes a judge.
     *
     * @param sandbox where code runs; where it is impossible, code is not judged
     */
    public Judge(PythonSandbox sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * Judges a reply by everything that a check asks for.
     *
     * @param check what is asked for
     * @param reply what was said, whole
     * @return one verdict for each aspect that the check chooses, none for {@link Check#NONE}
     * @throws InterruptedException if the thread is interrupted while code runs
     */
    public List<Verdict> judge(Check check, String reply) throws InterruptedException {
        var verdicts = new ArrayList<Verdict>();
        if (!check.facts().isEmpty()) {
            verdicts.add(Verdict.of(Aspect.FACTS, missingFacts(check, reply)));
        }
        if (check.unknown()) {
            verdicts.add(Verdict.of(Aspect.HONESTY, claimsToKnow(reply)));
        }
        var test = check.test();
        if (test != null) {
            code(test, reply, verdicts);
        }
        var form = check.form();
        if (form != null) {
            verdicts.add(Verdict.of(Aspect.STRUCTURE, form.problem(reply)));
        }
        var length = check.anyLength();
        if (length != null) {
            verdicts.add(Verdict.of(Aspect.LENGTH, length.problem("The reply", Prose.count(reply))));
        }
        if (form != null || !check.covers().isEmpty()) {
            verdicts.add(Verdict.of(Aspect.REPETITION, Prose.loop(reply)));
        }
        if (!check.covers().isEmpty()) {
            verdicts.add(Verdict.of(Aspect.COVERAGE, notCovered(check, reply)));
        }
        return verdicts;
    }

    private static String missingFacts(Check check, String reply) {
        return check.facts().stream()
                .filter(Predicate.not(names -> names.stream().anyMatch(name -> WholeWords.saysLiterally(reply, name))))
                .findFirst()
                .map(names -> "The reply does not name %s.".formatted(String.join(" or ", names)))
                .orElse("");
    }

    private static String claimsToKnow(String reply) {
        return NOT_KNOWING.stream().anyMatch(words -> WholeWords.holds(reply, words))
                ? ""
                : "The reply should say that it does not know, such as: %s.".formatted(String.join(", ", NOT_KNOWING));
    }

    private static String notCovered(Check check, String reply) {
        var missing = check.covers().stream()
                .filter(word -> !WholeWords.holds(reply, word))
                .toList();
        return missing.isEmpty() ? "" : "The reply does not hold: %s.".formatted(String.join(", ", missing));
    }

    private void code(String test, String reply, List<Verdict> verdicts) throws InterruptedException {
        var found = CodeBlocks.of(reply);
        verdicts.add(Verdict.of(Aspect.FENCE, found.problem()));
        if (!sandbox.impossible().isEmpty()) {
            verdicts.add(Verdict.skipped(Aspect.PARSES, sandbox.impossible()));
            verdicts.add(Verdict.skipped(Aspect.TEST, sandbox.impossible()));
        } else if (found.blocks().isEmpty()) {
            var none = "There is no block of code.";
            verdicts.add(Verdict.of(Aspect.PARSES, none));
            verdicts.add(Verdict.of(Aspect.TEST, none));
        } else {
            var ran = sandbox.run(found.blocks().getFirst().code(), test);
            verdicts.add(Verdict.of(Aspect.PARSES, ran.parsed() ? "" : ran.reason()));
            verdicts.add(Verdict.of(Aspect.TEST, ran.passed() ? "" : ran.reason()));
        }
        verdicts.add(Verdict.of(Aspect.SENTENCE, sentence(found.prose())));
    }

    private static String sentence(String prose) {
        var sentences = Prose.sentences(prose);
        return sentences.size() == 1
                ? BESIDE_CODE.problem("The sentence beside the code", Prose.count(prose))
                : "Beside the code stand %d sentences; one should.".formatted(sentences.size());
    }
}
