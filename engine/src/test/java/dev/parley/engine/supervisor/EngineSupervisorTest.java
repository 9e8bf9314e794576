package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.client.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineSupervisorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SupervisorTimings QUICK = new SupervisorTimings(
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            Duration.ofMillis(500),
            3);

    @TempDir
    private Path folder;

    private final List<EngineState> heard = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void startsAChildAndSaysWhereItIs() throws Exception {
        var supervisor = supervisor("ready");

        var ready = ready(supervisor);

        assertThat(ready.summary()).isEqualTo("a fake");
        assertThat(supervisor.address().base()).isEqualTo(ready.address());
        assertThat(supervisor.address().token()).matches("[0-9a-f]{64}");
        assertThat(Files.readString(folder.resolve("settings.txt")))
                .contains("\"token\":\"" + supervisor.address().token() + "\"")
                .contains("\"behaviour\":\"ready\"")
                .doesNotContain("nothing");
        assertThat(heard)
                .containsExactly(
                        new EngineState.Starting("Starting the engine"),
                        new EngineState.Starting("Reading the model"),
                        ready);
    }

    @Test
    void aTokenOfTheUsersOwnIsKept() throws Exception {
        var command = EngineCommand.likeThisProcess(FakeEngine.class.getName(), folder);
        var supervisor = new EngineSupervisor(command, Map.of("token", "mine"), QUICK, heard::add);
        opened.add(supervisor);

        ready(supervisor.start());

        assertThat(supervisor.address().token()).isEqualTo("mine");
        assertThat(Files.readString(folder.resolve("settings.txt"))).contains("\"token\":\"mine\"");
    }

    @Test
    void theChildSeesOnlyWhatItNeedsOfTheEnvironment() throws Exception {
        ready(supervisor("ready"));

        assertThat(Files.readAllLines(folder.resolve("environment.txt")))
                .contains("GGML_NO_BACKTRACE")
                // A shell may add PWD, OLDPWD, SHLVL and _ on its own.
                .allMatch(name -> ChildEnvironment.of(Map.of(name, "")).containsKey(name)
                        || List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name));
    }

    @Test
    void keepsTokensAndOpenMpSettingsFromTheChild() {
        var environment = Map.of(
                "DISCORD_TOKEN",
                "x",
                "OMP_WAIT_POLICY",
                "PASSIVE",
                "GOMP_SPINCOUNT",
                "1",
                "PATH",
                "/bin",
                "LC_ALL",
                "C",
                "CUDA_VISIBLE_DEVICES",
                "0",
                "JAVA_TOOL_OPTIONS",
                "-Xmx1g");

        assertThat(ChildEnvironment.of(environment))
                .containsOnlyKeys("PATH", "LC_ALL", "CUDA_VISIBLE_DEVICES", "GGML_NO_BACKTRACE", "GLIBC_TUNABLES");
    }

    @Test
    void restartsAKilledChildUnderAnotherToken() throws Exception {
        var supervisor = supervisor("ready");
        var first = ready(supervisor);
        var token = supervisor.address().token();

        kill(first.pid());
        var second = ready(supervisor);

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(supervisor.address().token()).isNotEqualTo(token);
        assertThat(heard)
                .anySatisfy(state -> assertThat(state)
                        .isInstanceOfSatisfying(EngineState.Restarting.class, restarting -> {
                            assertThat(restarting.attempt()).isEqualTo(1);
                            assertThat(restarting.cause()).contains("SIGKILL");
                        }));
    }

    @Test
    void aRefusalIsFinalAndInTheChildsOwnWords() throws Exception {
        var supervisor = supervisor("refuse");

        var state = supervisor.awaitReady(PATIENCE);

        assertThat(state).isEqualTo(new EngineState.Failed(EngineState.Failed.Kind.MODEL, "tiny.gguf is cut short."));
        assertThatThrownBy(supervisor::address)
                .isInstanceOf(EngineException.Lost.class)
                .hasMessage("tiny.gguf is cut short.");
        assertThat(Files.readAllLines(folder.resolve("settings.txt"))).hasSize(1);
    }

    @Test
    void givesUpAChildThatDiesAtEveryStartWithItsLastWords() throws Exception {
        var state = supervisor("abort").awaitReady(PATIENCE);

        assertThat(state).isInstanceOfSatisfying(EngineState.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(EngineState.Failed.Kind.CRASH);
            assertThat(failed.message()).contains("aborted", "before it was ready", "GGML_ASSERT(n > 0) failed");
        });
        assertThat(Files.readAllLines(folder.resolve("settings.txt"))).hasSize(3);
    }

    @Test
    void replacesAChildThatIsBusyWithoutAStep() throws Exception {
        var supervisor = supervisor("hang-once");
        var first = ready(supervisor);

        await().until(() -> heard.stream().anyMatch(EngineState.Restarting.class::isInstance));
        var second = ready(supervisor);

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(heard)
                .anySatisfy(state -> assertThat(state)
                        .isInstanceOfSatisfying(
                                EngineState.Restarting.class,
                                restarting -> assertThat(restarting.cause()).contains("made no step for 0.5 s")));
    }

    @Test
    void replacesAChildThatSaysNothing() {
        var impatient = new SupervisorTimings(
                Duration.ofMillis(300),
                QUICK.probe(),
                QUICK.stuck(),
                QUICK.firstPause(),
                QUICK.longestPause(),
                QUICK.healthy(),
                QUICK.grace(),
                1);

        var supervisor = supervisor("silent", impatient);

        await().atMost(PATIENCE).until(() -> supervisor.state().isFinal());
        assertThat(supervisor.state())
                .isInstanceOfSatisfying(
                        EngineState.Failed.class,
                        failed -> assertThat(failed.message()).contains("said nothing for 0.3 s"));
    }

    @Test
    void closingLetsTheChildLeave() throws Exception {
        var supervisor = supervisor("ready");
        var ready = ready(supervisor);

        supervisor.close();
        supervisor.close();

        assertThat(gone(ready.pid())).isTrue();
        assertThat(supervisor.state()).isEqualTo(new EngineState.Closed());
        assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(new EngineState.Closed());
        assertThatThrownBy(supervisor::address).isInstanceOf(EngineException.Lost.class);
        assertThat(heard).filteredOn(EngineState.Closed.class::isInstance).hasSize(1);
        assertThat(heard).noneMatch(EngineState.Restarting.class::isInstance);
    }

    @Test
    void closingEndsAChildThatWillNotLeave() throws Exception {
        var supervisor = supervisor("stubborn");
        var ready = ready(supervisor);

        supervisor.close();

        assertThat(gone(ready.pid())).isTrue();
    }

    @Test
    void closesWhileAChildIsStarting() throws Exception {
        var supervisor = supervisor("silent");
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("settings.txt")));

        supervisor.close();

        assertThat(supervisor.state()).isEqualTo(new EngineState.Closed());
        assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void waitingEndsWhenTimeIsUp() throws Exception {
        assertThat(supervisor("silent").awaitReady(Duration.ofMillis(20))).isInstanceOf(EngineState.Starting.class);
    }

    @Test
    void aTerminalsInterruptDoesNotEndTheChild() throws Exception {
        var supervisor = supervisor("ready");
        var ready = ready(supervisor);

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(ready.pid()))
                        .start()
                        .waitFor())
                .isZero();

        // Ignored by the process itself, so it does not matter how soon we look.
        var status = Path.of("/proc/" + ready.pid() + "/status");
        if (Files.exists(status)) {
            assertThat(ignoredSignals(status) & (1L << (2 - 1))).isNotZero();
        }
        assertThat(ready(supervisor).pid()).isEqualTo(ready.pid());
    }

    @Test
    void aKilledBotLeavesNoOrphan() throws Exception {
        var bot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakeBot.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        opened.add(bot::destroyForcibly);
        long engine;
        try (var out = bot.inputReader()) {
            engine = Long.parseLong(out.readLine());
            assertThat(gone(engine)).isFalse();

            bot.destroyForcibly().waitFor();
        }

        await().atMost(PATIENCE).until(() -> gone(engine));
    }

    @Test
    void aCommandThatCannotBeStartedIsGivenUp() throws Exception {
        var command = EngineCommand.likeThisProcess(FakeEngine.class.getName(), folder.resolve("missing"));
        var supervisor = new EngineSupervisor(command, Map.of(), QUICK, heard::add);
        opened.add(supervisor);

        assertThat(supervisor.start().awaitReady(PATIENCE))
                .isInstanceOfSatisfying(
                        EngineState.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("could not be started")
                                .contains("missing"));
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        var timings = SupervisorTimings.DEFAULT;

        assertThat(timings.pause(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(timings.pause(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(timings.pause(5)).isEqualTo(Duration.ofMillis(3200));
        assertThat(timings.pause(1000)).isEqualTo(Duration.ofSeconds(30));
    }

    private EngineSupervisor supervisor(String behaviour) {
        return supervisor(behaviour, QUICK);
    }

    private EngineSupervisor supervisor(String behaviour, SupervisorTimings timings) {
        var settings = new HashMap<String, Object>();
        settings.put("behaviour", behaviour);
        settings.put("nothing", null);
        var supervisor = new EngineSupervisor(
                EngineCommand.likeThisProcess(FakeEngine.class.getName(), folder), settings, timings, heard::add);
        opened.add(supervisor);
        return supervisor.start();
    }

    private static EngineState.Ready ready(EngineSupervisor supervisor) throws InterruptedException {
        var state = supervisor.awaitReady(PATIENCE);
        assertThat(state).isInstanceOf(EngineState.Ready.class);
        return (EngineState.Ready) state;
    }

    private static void kill(long pid) throws Exception {
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    /** Whether a process has ended; one that nobody has waited for yet has. */
    private static boolean gone(long pid) throws IOException {
        var stat = Path.of("/proc/" + pid + "/stat");
        boolean zombie = Files.exists(stat) && Files.readString(stat).contains(") Z ");
        return zombie || ProcessHandle.of(pid).isEmpty();
    }

    private static long ignoredSignals(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
