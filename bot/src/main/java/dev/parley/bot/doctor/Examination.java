package dev.parley.bot.doctor;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.cli.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at several things side by side. */
final class Examination {
    private static final Logger log = LoggerFactory.getLogger(Examination.class);

    private Examination() {}

    /**
     * Looks at all of them at once, so that it takes as long as the slowest.
     *
     * @param checks with names of their own
     * @return what was found, in the order of the checks
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    static List<Report.Entry> of(List<Check> checks) throws InterruptedException {
        long begun = System.nanoTime();
        Map<Check, CompletableFuture<List<Finding>>> looking = new LinkedHashMap<>();
        for (Check check : checks) {
            CompletableFuture<List<Finding>> found = new CompletableFuture<>();
            looking.put(check, found);
            Thread.ofVirtual().name("doctor-" + check.name()).start(() -> {
                try {
                    found.complete(check.look().look());
                } catch (Throwable e) {
                    found.completeExceptionally(e);
                }
            });
        }
        List<Report.Entry> entries = new ArrayList<>();
        for (var each : looking.entrySet()) {
            Check check = each.getKey();
            long left = check.patience().toNanos() - (System.nanoTime() - begun);
            await(check, each.getValue(), Math.max(0, left))
                    .forEach(finding -> entries.add(new Report.Entry(check.name(), finding)));
        }
        return entries;
    }

    private static List<Finding> await(Check check, CompletableFuture<List<Finding>> found, long nanos)
            throws InterruptedException {
        try {
            return found.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(new Finding.Warning(
                    "It could not be looked at within " + check.patience().toSeconds() + " s.",
                    "Run ./parley doctor again when the machine is less busy; if that is always so, see the log."));
        } catch (ExecutionException e) {
            Throwable cause = requireNonNull(e.getCause());
            log.error("the check {} failed", check.name(), withoutWords(cause));
            return List.of(new Finding.Wrong(
                    "It could not be looked at: " + cause.getClass().getSimpleName() + ".",
                    "That is a mistake in Parley; the log has the details.",
                    ExitCode.UNEXPECTED));
        }
    }

    /** The JDK quotes a header that it does not like, with the token in it. */
    private static Throwable withoutWords(Throwable thrown) {
        var harmless = new IllegalStateException(thrown.getClass().getName());
        harmless.setStackTrace(thrown.getStackTrace());
        return harmless;
    }
}
