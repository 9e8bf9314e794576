package dev.parley.bot.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether Parley can answer people now, part by part. Looks are quick: what takes longer is {@link Sampled}. */
public final class Health {
    private final List<Supplier<List<Part>>> looks = new ArrayList<>();
    private volatile boolean leaving;

    /**
     * A part of what Parley needs.
     *
     * @param name {@code model}, {@code database}, or a platform's
     * @param ok whether it is as it should be
     * @param reason how it is, in one line
     */
    public record Part(String name, boolean ok, String reason) {}

    /**
     * How Parley is.
     *
     * @param ready whether all parts are as they should be
     * @param parts all of them
     */
    public record State(boolean ready, List<Part> parts) {}

    /**
     * Adds parts.
     *
     * @param look says how they are at the moment; must be quick and must not throw
     * @return this
     */
    public Health with(Supplier<List<Part>> look) {
        looks.add(look);
        return this;
    }

    /** From now on it is not ready: nothing new is taken up. */
    public void leave() {
        leaving = true;
    }

    /** How it is now. */
    public State look() {
        List<Part> parts = new ArrayList<>();
        looks.forEach(each -> parts.addAll(each.get()));
        if (leaving) {
            parts.add(new Part("process", false, "Parley is leaving"));
        }
        return new State(parts.stream().allMatch(Part::ok), List.copyOf(parts));
    }
}
