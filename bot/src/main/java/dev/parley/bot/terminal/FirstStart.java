package dev.parley.bot.terminal;

import dev.parley.bot.words.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * The one question of the first start: which model. Those that fit this machine have numbers; the others are listed with
 * what they lack.
 */
public final class FirstStart {
    /** A model that fits leaves half of the memory to everything else. */
    private static final double SHARE_OF_MEMORY = 0.5;

    /** Room beside the file: the database, a second file while a download is verified. */
    private static final long SPARE_DISK_BYTES = 500_000_000L;

    /**
     * A core reads so much of a model's weights in a fifth of a second, so that replies come at five tokens a second or
     * more: the pace of reading. Two cores make 99 tokens a second with 98 MB, and the pace falls with the size.
     */
    private static final long BYTES_PER_CORE = 950_000_000L;

    private final Words words;
    private final List<OfferedModel> models;
    private final long memoryBytes;
    private final long freeDiskBytes;
    private final List<OfferedModel> choices;
    private final OfferedModel recommended;

    /**
     * @param words the bot's own
     * @param models at least one; the smallest can always be chosen
     * @param memoryBytes of this machine, all of it
     * @param freeDiskBytes where the models go
     * @param cores that can compute
     */
    public FirstStart(Words words, List<OfferedModel> models, long memoryBytes, long freeDiskBytes, int cores) {
        this.words = words;
        this.models = List.copyOf(models);
        this.memoryBytes = memoryBytes;
        this.freeDiskBytes = freeDiskBytes;
        var smallest = smallest(models);
        choices = this.models.stream()
                .filter(model -> model.equals(smallest) || lack(model) == null)
                .toList();
        recommended = choices.stream()
                .filter(model -> model.sizeBytes() <= BYTES_PER_CORE * cores)
                .max(Comparator.comparingLong(OfferedModel::sizeBytes))
                .orElse(smallest);
    }

    /** The choice without a terminal, where nobody can be asked. */
    public static OfferedModel smallest(List<OfferedModel> models) {
        return models.stream()
                .min(Comparator.comparingLong(OfferedModel::sizeBytes))
                .orElseThrow(() -> new IllegalArgumentException("no model to choose from"));
    }

    /** What Enter takes: the largest that fits and is not tiresomely slow here. */
    public OfferedModel recommended() {
        return recommended;
    }

    /** The question and the list, several lines without styling. */
    public String text() {
        var name = models.stream().mapToInt(m -> m.name().length()).max().orElse(0);
        var lines = new ArrayList<String>();
        lines.add(words.say("model.question", Sizes.bytes(memoryBytes), Sizes.bytes(freeDiskBytes)));
        lines.add("");
        for (var model : models) {
            var number = choices.indexOf(model) + 1;
            var lack = number > 0 ? null : lack(model);
            var remark = lack == null ? model.description() : lack;
            if (model.equals(recommended)) {
                remark += (remark.isEmpty() ? "" : " ") + "(" + words.say("model.recommended") + ")";
            }
            lines.add(String.format(
                            Locale.ROOT,
                            "  %2s  %-" + name + "s  %7s  %s",
                            number > 0 ? number : "-",
                            model.name(),
                            Sizes.bytes(model.sizeBytes()),
                            remark)
                    .stripTrailing());
        }
        return String.join("\n", lines) + "\n";
    }

    /** What was answered. */
    sealed interface Answer {
        /** A model. */
        record Chosen(OfferedModel model) implements Answer {}

        /** Ask again, after these words. */
        record Again(String hint) implements Answer {}
    }

    /** Understands what was typed: nothing, a number or a name, in either case. */
    Answer answer(String typed) {
        var text = typed.strip();
        if (text.isEmpty()) {
            return new Answer.Chosen(recommended);
        }
        for (var i = 0; i < choices.size(); i++) {
            if (text.equals(String.valueOf(i + 1))
                    || text.equalsIgnoreCase(choices.get(i).name())) {
                return new Answer.Chosen(choices.get(i));
            }
        }
        for (var model : models) {
            var lack = lack(model);
            if (text.equalsIgnoreCase(model.name()) && lack != null) {
                return new Answer.Again(words.say("model.too-big", model.name(), lack));
            }
        }
        return new Answer.Again(
                words.say("model.unknown", SafeText.cleanLine(text), choices.size(), recommended.name()));
    }

    /**
     * Asks until there is an answer.
     *
     * @return the chosen model; empty when the user left with Ctrl-C or Ctrl-D
     */
    public Optional<OfferedModel> ask(Terminal terminal, TerminalLook look) {
        var reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .build();
        text().lines().forEach(line -> terminal.writer().println(WordWrap.wrapped(line, Style.NONE, look)));
        terminal.writer().println();
        terminal.flush();
        var prompt = words.say("model.prompt", choices.indexOf(recommended) + 1, recommended.name());
        while (true) {
            try {
                switch (answer(reader.readLine(prompt))) {
                    case Answer.Chosen(var model) -> {
                        return Optional.of(model);
                    }
                    case Answer.Again(var hint) -> {
                        terminal.writer().println(WordWrap.wrapped(hint, Style.NONE, look));
                        terminal.flush();
                    }
                }
            } catch (UserInterruptException | EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    private @Nullable String lack(OfferedModel model) {
        if (model.memoryBytes() > memoryBytes * SHARE_OF_MEMORY) {
            return words.say("model.needs-memory", Sizes.bytes((long) (model.memoryBytes() / SHARE_OF_MEMORY)));
        }
        if (model.sizeBytes() + SPARE_DISK_BYTES > freeDiskBytes) {
            return words.say("model.needs-disk", Sizes.bytes(model.sizeBytes() + SPARE_DISK_BYTES));
        }
        return null;
    }
}
