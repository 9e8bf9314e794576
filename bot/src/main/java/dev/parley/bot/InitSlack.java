package dev.parley.bot;

import dev.parley.bot.config.Form;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.Settings;
import dev.parley.bot.platform.slack.SlackManifest;
import dev.parley.bot.platform.slack.SlackQuestions;
import dev.parley.bot.platform.slack.SlackQuestions.Answer;
import dev.parley.bot.terminal.Questions;
import dev.parley.bot.words.Words;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code parley init} asks for Slack: shows the app's manifest, and takes the two tokens that come of it. */
final class InitSlack {
    private static final int LONGEST_NAME = 35;

    private final Settings settings;
    private final Words words;
    private final Questions questions;
    private final SlackQuestions slack;

    /**
     * What was answered.
     *
     * @param name the bot's
     * @param botToken null: it comes from the environment
     * @param appToken null: it comes from the environment
     * @param admins ids of people
     */
    record Answers(
            String name,
            @Nullable String botToken,
            @Nullable String appToken,
            Set<String> admins) {
        @Override
        public String toString() {
            return "Answers for " + name;
        }
    }

    InitSlack(Settings settings, Words words, Questions questions) {
        this.settings = settings;
        this.words = words;
        this.questions = questions;
        this.slack = new SlackQuestions(settings.slack());
    }

    /** Empty when the user left. */
    Optional<Answers> ask() throws InterruptedException {
        questions.tell("");
        Optional<SlackManifest> manifest = manifest();
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        questions.tell("");
        questions.tell(words.say("init.slack.manifest"));
        questions.tell("");
        questions.show(manifest.get().yaml(words));
        questions.tell("");
        questions.tell(words.say("init.slack.install"));
        Token bot = new Token(
                Form.SLACK_BOT_TOKEN, "SLACK_BOT_TOKEN", settings.slack().botToken());
        if (!bot.ask(words.say("init.slack.bot.prompt"))) {
            return Optional.empty();
        }
        Token app = new Token(
                Form.SLACK_APP_TOKEN, "SLACK_APP_TOKEN", settings.slack().appToken());
        if (!app.ask(words.say("init.slack.app.prompt"))) {
            return Optional.empty();
        }
        questions.tell("");
        questions.tell(words.say("init.slack.admins"));
        return admins().map(admins -> new Answers(manifest.get().name(), bot.typed, app.typed, admins));
    }

    private Optional<SlackManifest> manifest() {
        String usual = settings.bot().name();
        String name;
        do {
            Optional<String> answer = questions.ask(words.say("init.slack.name.prompt", usual));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            name = answer.get().isEmpty() ? usual : answer.get();
            if (name.length() > LONGEST_NAME) {
                questions.tell(words.say("init.slack.name.long"));
            }
        } while (name.length() > LONGEST_NAME);
        SlackManifest manifest = SlackManifest.of(name);
        while (true) {
            Optional<String> answer = questions.ask(words.say("init.slack.command.prompt", manifest.command()));
            if (answer.isEmpty() || answer.get().isEmpty()) {
                return answer.map(_ -> manifest);
            }
            String command = answer.get().startsWith("/") ? answer.get() : "/" + answer.get();
            if (SlackManifest.isCommand(command)) {
                return Optional.of(SlackManifest.of(name, command));
            }
            questions.tell(words.say("init.slack.command.none", command));
        }
    }

    /** One of the two. */
    private final class Token {
        private final Form form;
        private final String variable;
        private final @Nullable Secret configured;
        private @Nullable String typed;

        Token(Form form, String variable, @Nullable Secret configured) {
            this.form = form;
            this.variable = variable;
            this.configured = configured;
        }

        /** False when the user left. */
        boolean ask(String prompt) throws InterruptedException {
            while (true) {
                Optional<String> answer = questions.askUnseen(prompt);
                if (answer.isEmpty()) {
                    return false;
                }
                String token = answer.get();
                if (token.isEmpty()) {
                    questions.tell(words.say("init.slack.skipped", variable));
                    if (configured != null) {
                        boolean _ = isGood(configured.value());
                    }
                    return true;
                }
                Optional<String> wrong = form.wrong(token);
                if (wrong.isPresent()) {
                    questions.tell(words.say("init.slack.wrong", wrong.get()));
                } else if (isGood(token)) {
                    typed = token;
                    return true;
                }
            }
        }

        /** Asks Slack; false where another token, or another setting there, is needed. */
        private boolean isGood(String token) throws InterruptedException {
            return switch (form == Form.SLACK_BOT_TOKEN ? slack.bot(token) : slack.socket(token)) {
                case Answer.Bot(var name, var workspace, var missing) -> {
                    questions.tell(words.say("init.slack.bot", name, workspace));
                    if (!missing.isEmpty()) {
                        questions.tell(words.say("init.slack.missing", String.join(", ", missing)));
                    }
                    yield true;
                }
                case Answer.Socket() -> {
                    questions.tell(words.say("init.slack.app"));
                    yield true;
                }
                case Answer.Unknown(var reason) -> {
                    questions.tell(words.say("init.slack.unknown", reason));
                    yield true;
                }
                case Answer.Nobody() -> {
                    questions.tell(words.say("init.slack.refused"));
                    yield false;
                }
                case Answer.NoScope() -> {
                    questions.tell(words.say("init.slack.no-scope"));
                    yield false;
                }
                case Answer.SocketModeOff() -> {
                    questions.tell(words.say("init.slack.socket-off"));
                    yield false;
                }
            };
        }
    }

    /** Empty when the user left. */
    private Optional<Set<String>> admins() {
        while (true) {
            Optional<String> answer = questions.ask(words.say("init.admins.prompt"));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            Set<String> ids = new LinkedHashSet<>(Init.parts(answer.get()));
            Optional<String> wrong = ids.stream()
                    .filter(id -> Form.SLACK_PERSON.wrong(id).isPresent())
                    .findFirst();
            if (wrong.isEmpty()) {
                return Optional.of(ids);
            }
            questions.tell(words.say("init.slack.no-id", wrong.get()));
        }
    }
}
