package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.EngineSettings;
import dev.parley.bot.config.Secret;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.discord.DiscordQuestions;
import dev.parley.bot.platform.slack.SlackQuestions;
import dev.parley.bot.words.Languages;
import dev.parley.engine.models.CatalogModel;
import dev.parley.engine.models.Cgroup;
import dev.parley.engine.models.CpuCheck;
import dev.parley.engine.models.MachineMemory;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.ModelReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Looks at everything that Parley needs here, and says for each thing that is wrong how to mend it. */
public final class Doctor {
    private static final Duration MOMENT = Duration.ofSeconds(15);

    /** Two requests, of ten seconds at most each. */
    private static final Duration REQUESTS = Duration.ofSeconds(25);

    /** Whole files are read: gigabytes. */
    private static final Duration READING = Duration.ofMinutes(5);

    private final Start start;
    private final View view;
    private final Settings settings;

    /**
     * Looks at nothing yet.
     *
     * @param start the home and the configuration
     * @param view what the application knows
     */
    public Doctor(Start start, View view) {
        this.start = start;
        this.view = view;
        this.settings = start.settings();
    }

    /**
     * Looks, and prints what was found on standard output. With a {@code run} up it asks that one, and leaves alone what
     * is open there.
     *
     * @param json one object instead of lines; see {@link Report#json}
     * @return that of the first thing that is wrong
     * @throws InterruptedException if the thread is interrupted
     */
    public ExitCode examine(boolean json) throws InterruptedException {
        try (Household household = Household.of(start.home())) {
            List<Report.Entry> entries = new ArrayList<>(Examination.of(checks(household)));
            boolean ready = entries.stream()
                    .noneMatch(each -> each.finding() instanceof Finding.Wrong(var _, var _, ExitCode code)
                            && (code == ExitCode.ENGINE || code == ExitCode.MODEL || code == ExitCode.STORAGE));
            // Afterwards: checksums and databases keep the processors busy, and it would look slower than it is.
            entries.addAll(
                    Examination.of(List.of(new Check("first-token", READING, () -> firstToken(household, ready)))));
            Report report = new Report(entries);
            start.out().println(json ? report.json().toPrettyString() : report.text());
            return report.exitCode();
        }
    }

    /** What others stand on comes first: the first thing that is wrong gives the exit code. */
    private List<Check> checks(Household household) {
        List<Check> checks = new ArrayList<>(List.of(
                new Check("java", MOMENT, JavaLook.here()),
                new Check("cpu", MOMENT, cpu()),
                new Check("container", MOMENT, new ContainerLook(Cgroup.ofThisProcess())),
                new Check("folders", MOMENT, () -> folders(household)),
                new Check("disk", MOMENT, disk()),
                new Check("clock", REQUESTS, clock()),
                new Check("database", READING, new DatabaseLook(start.home().database(), household)),
                new Check("ports", MOMENT, new PortLook(NamedPort.of(settings), household instanceof Household.Run)),
                new Check("model", READING, model(household)),
                new Check("memory", MOMENT, memory(household)),
                new Check("engine", REQUESTS, engine(household)),
                new Check("tuned", MOMENT, () -> wells(view.tuned())),
                new Check("personas", MOMENT, this::personas)));
        checks.addAll(discord());
        checks.addAll(slack());
        return checks;
    }

    private Look cpu() {
        EngineSettings engine = settings.engine();
        return new CpuLook(
                CpuCheck.ofThisMachine(),
                Runtime.getRuntime().availableProcessors(),
                isOwn() && engine.libraryPath() == null);
    }

    private boolean isOwn() {
        return settings.engine().url() == null && settings.engine().command().isEmpty();
    }

    private List<Finding> folders(Household household) {
        return List.of(
                household instanceof Household.Broken(var failure)
                        ? Finding.wrong(
                                failure,
                                "Make it writable for this user, or set PARLEY_HOME to a folder that is.",
                                ExitCode.STORAGE)
                        : new Finding.Well(start.home().data() + " can be written"));
    }

    private Look disk() {
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put(DiskLook.DATA, start.home().data());
        folders.put("state", start.home().state());
        folders.put(DiskLook.MODELS, start.home().models());
        folders.put("states", start.home().states());
        return new DiskLook(folders, missing(), DiskLook.Disks.REAL);
    }

    private long missing() {
        return settings.engine().url() == null
                        && reference().orElse(null) instanceof ModelReference.Named(CatalogModel known)
                        && !view.models().isDownloaded(new ModelReference.Named(known))
                ? known.size()
                : 0;
    }

    /** Empty where the configured name means none, which the check of the model says. */
    private Optional<ModelReference> reference() {
        try {
            return Optional.of(view.model());
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    private Look clock() {
        Map<String, URI> platforms = new LinkedHashMap<>();
        if (settings.discord().token() != null) {
            platforms.put("Discord", URI.create(bare(settings.discord().apiUrl()) + "/gateway"));
        }
        if (settings.slack().botToken() != null) {
            platforms.put("Slack", URI.create(bare(settings.slack().apiUrl()) + "/api.test"));
        }
        return new ClockLook(InstantSource.system(), platforms, start.home().state());
    }

    private static String bare(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private Look model(Household household) {
        if (household instanceof Household.Run(var _, var state)) {
            return () -> List.of(new Finding.Well(state.model() + ", in use"));
        }
        return settings.engine().url() != null ? List::of : new ModelLook(view.models(), view::model);
    }

    /** Of an engine that runs nothing is said: what it needs it has. */
    private Look memory(Household household) {
        if (household.isInUse() || settings.engine().url() != null) {
            return List::of;
        }
        return new MemoryLook(
                reference().filter(view.models()::isDownloaded).map(view.models()::path),
                settings.engine(),
                MachineMemory.ofThisMachine().available());
    }

    private Look engine(Household household) {
        EngineSettings engine = settings.engine();
        if (household instanceof Household.Run(var _, var state)) {
            return () -> List.of(
                    state.engineFailed()
                            ? Finding.wrong(
                                    state.engine(), "See the log, and start ./parley run again.", ExitCode.ENGINE)
                            : new Finding.Well(state.engine()));
        }
        if (engine.url() != null) {
            return new ServerLook(
                    URI.create(engine.url()),
                    engine.apiKey() == null ? "" : engine.apiKey().value(),
                    engine.model(),
                    view::lacks);
        }
        if (engine.command().isEmpty()) {
            return () -> List.of(new Finding.Well("Parley's own"));
        }
        return () -> List.of(view.problemOfCommand()
                .<Finding>map(problem ->
                        Finding.wrong(problem, "Set engine.command to a llama-server that is there.", ExitCode.ENGINE))
                .orElseGet(() -> new Finding.Well(engine.command().getFirst() + ", which Parley starts itself")));
    }

    private List<Finding> firstToken(Household household, boolean ready) throws Exception {
        if (household.isInUse()) {
            return List.of(new Finding.Well(
                    "not measured beside a Parley that answers; ./parley ask --json shows it as ttft_ms"));
        }
        return ready ? new FirstTokenLook(view::engine).look() : List.of();
    }

    private List<Finding> personas() {
        try {
            return List.of(new Finding.Well(view.personas() + " can be chosen"));
        } catch (RuntimeException e) {
            return List.of(new Finding.Wrong(
                    String.valueOf(e.getMessage()), "./parley persona check shows every mistake.", ExitCode.USAGE));
        }
    }

    private List<Check> discord() {
        DiscordSettings discord = settings.discord();
        Secret secret = discord.token();
        if (secret == null) {
            return List.of(new Check("discord", MOMENT, () -> wells(List.of("not set up"))));
        }
        DiscordLook look = new DiscordLook(new DiscordQuestions(discord), bare(discord.apiUrl()), secret.value());
        return List.of(
                new Check("discord", REQUESTS, look::token),
                new Check("discord-intents", REQUESTS, look::intents),
                new Check(
                        "discord-commands",
                        REQUESTS,
                        () -> look.commands(new Languages(settings.bot().language()))));
    }

    private List<Check> slack() {
        SlackSettings slack = settings.slack();
        if (slack.botToken() == null) {
            return List.of(new Check("slack", MOMENT, () -> wells(List.of("not set up"))));
        }
        String bot = slack.botToken().value();
        SlackLook look = new SlackLook(new SlackQuestions(slack), bare(slack.apiUrl()));
        return List.of(
                new Check("slack", REQUESTS, () -> look.token(bot)),
                new Check("slack-scopes", REQUESTS, () -> look.scopes(bot)),
                new Check(
                        "slack-socket",
                        REQUESTS,
                        () -> slack.byHttp()
                                ? wells(List.of("HTTP mode; the signing secret shows when Slack calls"))
                                : look.socket(
                                        Objects.requireNonNull(slack.appToken()).value())));
    }

    private static List<Finding> wells(List<String> words) {
        return words.stream().<Finding>map(Finding.Well::new).toList();
    }
}
