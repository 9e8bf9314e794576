package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.ConfigFile;
import dev.parley.bot.config.Secret;
import dev.parley.bot.platform.discord.DiscordQuestions;
import dev.parley.bot.platform.discord.DiscordQuestions.Owner;
import dev.parley.bot.platform.discord.DiscordQuestions.Server;
import dev.parley.bot.platform.discord.DiscordToken;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.words.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code parley init}: the few questions from which the first {@code parley.yaml} is made. */
final class Init {
    private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{17,20}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private final Start start;
    private final Words words;
    private final Path file;
    private final DiscordQuestions discord;

    Init(Start start, Words words) {
        this.start = start;
        this.words = words;
        this.file = start.home().configFile();
        this.discord = new DiscordQuestions(start.settings().discord());
    }

    /** Says what to write where nobody can be asked. */
    CommandFailure withoutTerminal() {
        String name = start.settings().bot().name();
        return new CommandFailure(
                ExitCode.USAGE,
                words.say("init.no-terminal", file) + "\n\n"
                        + new InitFile(
                                        new InitFile.Discord(null, List.of(), Set.of()),
                                        new InitSlack.Answers(name, null, null, Set.of()),
                                        name)
                                .text());
    }

    /** Where Parley is to be. */
    private enum Where {
        DISCORD,
        SLACK,
        BOTH
    }

    /**
     * Asks, and writes the file. Nothing is written before the last answer.
     *
     * @param questions at the terminal
     */
    ExitCode run(Questions questions) throws InterruptedException {
        var exists = Files.exists(file);
        questions.tell(words.say("init.hello", file));
        if (exists) {
            questions.tell(words.say("init.exists", file));
        }
        Where where = where(questions).orElse(null);
        if (where == null) {
            return ExitCode.INTERRUPTED;
        }
        var token = new Token(questions);
        InitFile.@Nullable Discord forDiscord = null;
        if (where != Where.SLACK) {
            forDiscord = forDiscord(questions, token).orElse(null);
            if (forDiscord == null) {
                return ExitCode.INTERRUPTED;
            }
        }
        InitSlack.@Nullable Answers forSlack = null;
        if (where != Where.DISCORD) {
            forSlack = new InitSlack(start.settings(), words, questions).ask().orElse(null);
            if (forSlack == null) {
                return ExitCode.INTERRUPTED;
            }
        }
        questions.tell("");
        var made = new InitFile(forDiscord, forSlack, start.settings().bot().name());
        if (exists || !ConfigFile.create(file, made.text())) {
            questions.tell(words.say("init.not-written", file));
            questions.tell("");
            questions.show(made.withoutTokens().text());
            return ExitCode.USAGE;
        }
        questions.tell(words.say("init.written", file));
        var variables = missing(forDiscord, token, forSlack);
        questions.tell(
                variables.isEmpty()
                        ? words.say("init.next")
                        : words.say("init.next-token", String.join(" ", variables)));
        if (token.botId != null) {
            questions.tell(words.say("init.invite"));
            questions.show(DiscordQuestions.inviteUrl(token.botId));
        }
        return ExitCode.OK;
    }

    /** Empty when the user left. */
    private Optional<Where> where(Questions questions) {
        questions.tell("");
        questions.tell(words.say("init.platforms"));
        while (true) {
            var answer = questions.ask(words.say("init.platforms.prompt"));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            switch (answer.get().toLowerCase(Locale.ROOT)) {
                case "", "discord" -> {
                    return Optional.of(Where.DISCORD);
                }
                case "slack" -> {
                    return Optional.of(Where.SLACK);
                }
                case "both" -> {
                    return Optional.of(Where.BOTH);
                }
                default -> questions.tell(words.say("init.platforms.unknown", answer.get()));
            }
        }
    }

    /** Empty when the user left. */
    private Optional<InitFile.Discord> forDiscord(Questions questions, Token token) throws InterruptedException {
        if (!token.ask()) {
            return Optional.empty();
        }
        Optional<List<Server>> servers = servers(questions, token);
        if (servers.isEmpty()) {
            return Optional.empty();
        }
        questions.tell("");
        questions.tell(words.say("init.admins"));
        return ids(questions, words.say("init.admins.prompt"))
                .map(admins -> new InitFile.Discord(token.typed, servers.get(), admins));
    }

    /** The variables that have to be set for a start. */
    private List<String> missing(
            InitFile.@Nullable Discord forDiscord, Token token, InitSlack.@Nullable Answers forSlack) {
        var variables = new ArrayList<String>();
        if (forDiscord != null && token.effective == null) {
            variables.add("DISCORD_TOKEN=...");
        }
        if (forSlack != null) {
            if (forSlack.botToken() == null && start.settings().slack().botToken() == null) {
                variables.add("SLACK_BOT_TOKEN=...");
            }
            if (forSlack.appToken() == null && start.settings().slack().appToken() == null) {
                variables.add("SLACK_APP_TOKEN=...");
            }
        }
        return variables;
    }

    /** The bot's token, and what is known of the bot by it. */
    private final class Token {
        private final Questions questions;
        private @Nullable String typed;
        private @Nullable String effective;
        private @Nullable String botId;

        Token(Questions questions) {
            this.questions = questions;
        }

        /** False when the user left. */
        boolean ask() throws InterruptedException {
            questions.tell("");
            questions.tell(words.say("init.token"));
            Secret configured = start.settings().discord().token();
            while (true) {
                var answer = questions.askUnseen(words.say("init.token.prompt"));
                if (answer.isEmpty()) {
                    return false;
                }
                var token = answer.get().replaceFirst("^Bot\\s+", "");
                if (token.isEmpty()) {
                    questions.tell(words.say(configured == null ? "init.token.skipped" : "init.token.configured"));
                    if (configured != null
                            && DiscordToken.mistake(configured.value()).isEmpty()) {
                        lookUp(configured.value());
                    }
                    return true;
                }
                var mistake = DiscordToken.mistake(token);
                if (mistake.isPresent()) {
                    questions.tell(
                            switch (mistake.get()) {
                                case ID -> words.say("init.token.id");
                                case NO_PARTS -> words.say("init.token.no-parts");
                                case OTHER -> words.say("init.token.none");
                            });
                } else if (lookUp(token)) {
                    typed = token;
                    return true;
                }
            }
        }

        /** Asks Discord whose it is; false when it is nobody's. */
        private boolean lookUp(String token) throws InterruptedException {
            switch (discord.owner(token)) {
                case Owner.Bot(var id, var name) -> {
                    questions.tell(words.say("init.token.bot", name));
                    botId = id;
                }
                case Owner.Unknown(var reason) -> {
                    questions.tell(words.say("init.token.unknown", reason));
                    botId = DiscordToken.botId(token).orElse(null);
                }
                case Owner.Nobody() -> {
                    questions.tell(words.say("init.token.refused"));
                    return false;
                }
            }
            effective = token;
            return true;
        }
    }

    /** Empty when the user left. */
    private Optional<List<Server>> servers(Questions questions, Token token) throws InterruptedException {
        List<Server> known = token.effective == null ? List.of() : discord.servers(token.effective);
        questions.tell("");
        if (known.isEmpty()) {
            questions.tell(words.say("init.servers.none"));
        } else {
            questions.tell(words.say("init.servers", known.size()));
            for (var i = 0; i < known.size(); i++) {
                questions.tell("  " + (i + 1) + "  " + known.get(i).name());
            }
        }
        while (true) {
            var answer = questions.ask(
                    known.isEmpty() ? words.say("init.servers.none.prompt") : words.say("init.servers.prompt"));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            var parts = parts(answer.get());
            if (parts.isEmpty()) {
                return Optional.of(known);
            }
            var chosen = new LinkedHashSet<Server>();
            var wrong = new ArrayList<String>();
            for (var part : parts) {
                server(part, known).ifPresentOrElse(chosen::add, () -> wrong.add(part));
            }
            if (wrong.isEmpty()) {
                return Optional.of(List.copyOf(chosen));
            }
            questions.tell(
                    known.isEmpty()
                            ? words.say("init.no-id", wrong.getFirst())
                            : words.say("init.servers.unknown", wrong.getFirst(), known.size()));
        }
    }

    private static Optional<Server> server(String part, List<Server> known) {
        if (SNOWFLAKE.matcher(part).matches()) {
            return known.stream()
                    .filter(server -> server.id().equals(part))
                    .findFirst()
                    .or(() -> Optional.of(new Server(part, "")));
        }
        if (!NUMBER.matcher(part).matches()) {
            return Optional.empty();
        }
        var number = Integer.parseInt(part);
        return number >= 1 && number <= known.size() ? Optional.of(known.get(number - 1)) : Optional.empty();
    }

    /** Empty when the user left. */
    private Optional<Set<String>> ids(Questions questions, String prompt) {
        while (true) {
            var answer = questions.ask(prompt);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            var ids = new LinkedHashSet<>(parts(answer.get()));
            var wrong =
                    ids.stream().filter(id -> !SNOWFLAKE.matcher(id).matches()).findFirst();
            if (wrong.isEmpty()) {
                return Optional.of(ids);
            }
            questions.tell(words.say("init.no-id", wrong.get()));
        }
    }

    /** The words of an answer. */
    static List<String> parts(String answer) {
        return Pattern.compile("[\\s,;]+")
                .splitAsStream(answer)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
