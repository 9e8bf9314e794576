package dev.parley.bot.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.cli.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What was found, and how it is told.
 *
 * @param entries in the order in which they are shown: what others stand on comes first
 */
record Report(List<Entry> entries) {
    private static final String LINE = "%-7s  %-17s %s%n";

    /**
     * A finding and the check that it comes from.
     *
     * @param check the check's name
     * @param finding what was found
     */
    record Entry(String check, Finding finding) {
        private String status() {
            return switch (finding) {
                case Finding.Well _ -> "ok";
                case Finding.Warning _ -> "warning";
                case Finding.Wrong _ -> "wrong";
            };
        }

        private String fix() {
            return switch (finding) {
                case Finding.Well _ -> "";
                case Finding.Warning(var _, String fix) -> fix;
                case Finding.Wrong(var _, String fix, var _) -> fix;
            };
        }
    }

    /** Copies the list. */
    Report {
        entries = List.copyOf(entries);
    }

    /** That of the first thing that is wrong; {@link ExitCode#OK} where nothing is, whatever could be better. */
    ExitCode exitCode() {
        return entries.stream()
                .flatMap(each -> each.finding() instanceof Finding.Wrong(var _, var _, ExitCode code)
                        ? Stream.of(code)
                        : Stream.empty())
                .findFirst()
                .orElse(ExitCode.OK);
    }

    /** A line for each finding, its fix on the next one, and a last line that counts. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Entry each : entries) {
            text.append(String.format(
                    Locale.ROOT,
                    LINE,
                    each.status(),
                    each.check(),
                    each.finding().words()));
            if (!each.fix().isEmpty()) {
                text.append(String.format(Locale.ROOT, LINE, "", "", "-> " + each.fix()));
            }
        }
        long wrong = count("wrong");
        long warnings = count("warning");
        return text.append('\n')
                .append(
                        wrong + warnings == 0
                                ? "All is well."
                                : wrong + " wrong, " + warnings + (warnings == 1 ? " warning, " : " warnings, ")
                                        + count("ok") + " ok.")
                .toString();
    }

    private long count(String status) {
        return entries.stream().filter(each -> each.status().equals(status)).count();
    }

    /**
     * One object: {@code status} (ok, warning, wrong: the worst), {@code exit_code}, and {@code findings} with {@code
     * check}, {@code status}, {@code found}, {@code fix} (null where there is nothing to mend).
     */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("status", count("wrong") > 0 ? "wrong" : count("warning") > 0 ? "warning" : "ok")
                .put("exit_code", exitCode().code());
        var findings = json.putArray("findings");
        for (Entry each : entries) {
            findings.addObject()
                    .put("check", each.check())
                    .put("status", each.status())
                    .put("found", each.finding().words())
                    .put("fix", each.fix().isEmpty() ? null : each.fix());
        }
        return json;
    }
}
