package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.EngineSettings;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.Cgroup;
import dev.parley.engine.models.CpuCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine: Java, processors, limits, memory, disks, the clock, ports. */
final class MachineLooksTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void saysWhereANewerJavaIs() {
        var old = new JavaLook(Runtime.Version.parse("21.0.2"), "/opt/java", "Linux", "amd64");
        Findings.wrong(old.look(), ExitCode.JAVA, "21.0.2 in /opt/java", "JDK 25", "PARLEY_JAVA_HOME");
    }

    @Test
    void saysWhatAnswersWhereThereIsNoEngineForTheSystem() {
        var windows = new JavaLook(Runtime.Version.parse("25.0.2"), "C:/java", "Windows 11", "amd64");
        Findings.warning(windows.look(), "no engine for Windows 11", "engine.url", "engine.command");
        Findings.well(JavaLook.here().look(), System.getProperty("java.home"));
    }

    @Test
    void namesWhatTheProcessorLacks() throws IOException {
        Path info = Files.writeString(folder.resolve("cpuinfo"), "flags : sse2 fma f16c bmi2\n");
        var check = new CpuCheck("amd64", info);

        Findings.wrong(
                new CpuLook(check, 2, true).look(),
                ExitCode.ENGINE,
                "no AVX2",
                "another machine",
                "engine.library-path");
        Findings.well(new CpuLook(check, 2, false).look(), "2 cores", "not used");
    }

    @Test
    void tellsAContainersLimitsAndWarnsOfLessThanOneProcessor() throws IOException {
        Path group = Files.createDirectories(folder.resolve("sys/fs/cgroup"));
        Files.writeString(group.resolve("memory.max"), "800000000\n");
        Files.writeString(group.resolve("memory.current"), "300000000\n");
        var look = new ContainerLook(new Cgroup(folder));
        Findings.well(look.look(), "800 MB of memory, of which 500 MB are left (/sys/fs/cgroup/memory.max)");

        Files.writeString(group.resolve("cpu.max"), "50000 100000\n");
        Findings.warning(look.look(), "0.50 processors", "--cpus 2", "CPUQuota=200%", "resources.limits.cpu");
    }

    @Test
    void saysNothingOfLimitsThatThereAreNot() {
        Findings.well(new ContainerLook(new Cgroup(folder)).look(), "no limit");
    }

    @Test
    void saysWhatIsMissingForOneConversation() {
        Path model = TinyModel.standard().withContextLength(1 << 16).writeTo(folder.resolve("tiny.gguf"));

        Findings.well(new MemoryLook(Optional.of(model), engine(), 4000 * MB).look(), "context 4096, 8 at once");
        Findings.wrong(
                new MemoryLook(Optional.of(model), engine(), 200 * MB).look(),
                ExitCode.ENGINE,
                "context of 1024 tokens, and 60 MB are free.",
                "Give it more memory");
        assertThat(new MemoryLook(Optional.empty(), engine(), 1).look()).isEmpty();
    }

    @Test
    void warnsOfACacheThatIsLargerThanWhatThereIs() {
        Path model = TinyModel.standard().writeTo(folder.resolve("tiny.gguf"));
        var asked = engine("engine.cache-memory", "8 GB");

        Findings.warning(
                new MemoryLook(Optional.of(model), asked, 1000 * MB).look(),
                "for states at rest",
                "Lower engine.cache-memory");
    }

    @Test
    void disksThatAreNearlyFullAreNamedOnce() {
        Findings.wrong(disks(0, "ext4", 50_000_000), ExitCode.STORAGE, "50 MB free for data, models", "PARLEY_HOME");
        Findings.warning(disks(0, "ext4", 500_000_000), "will not last long", "df -h");
        Findings.well(disks(0, "ext4", 5_000_000_000L), "5.00 GB free for data, models");
    }

    @Test
    void aModelThatHasToBeFetchedNeedsRoom() {
        Findings.wrong(
                disks(4_000_000_000L, "ext4", 3_000_000_000L),
                ExitCode.STORAGE,
                "the model to be fetched takes 4.00 GB",
                "Make room");
    }

    @Test
    void dataInMemoryIsLostAtARestart() {
        Findings.warning(disks(0, "tmpfs", 5_000_000_000L), "is lost at a restart", "Mount a volume at");
    }

    private List<Finding> disks(long missing, String type, long free) {
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put("data", folder.resolve("data"));
        folders.put("models", folder.resolve("cache/models"));
        return new DiskLook(folders, missing, _ -> new DiskLook.Disk("disk", type, free)).look();
    }

    @Test
    void aClockThatIsOffByAnHourIsHeldAgainstThePlatforms() throws InterruptedException {
        try (FakeDiscord discord = FakeDiscord.start()) {
            Map<String, URI> platforms = Map.of("Discord", URI.create(discord.apiUrl() + "/gateway"));
            var ahead = new ClockLook(() -> Instant.now().plus(Duration.ofHours(1)), platforms, folder);
            Findings.wrong(
                    ahead.look(), ExitCode.PLATFORM, "60 minutes ahead of Discord's", "timedatectl set-ntp true");

            var right = new ClockLook(Instant::now, platforms, folder);
            Findings.well(right.look(), "the same as Discord's");
        }
    }

    @Test
    void aClockIsHeldAgainstTheFileSystemWhereNoPlatformAnswers() throws InterruptedException {
        Map<String, URI> nowhere = Map.of("Discord", URI.create("http://127.0.0.1:9/gateway"));
        var behind = new ClockLook(() -> Instant.now().minus(Duration.ofMinutes(10)), nowhere, folder);

        Findings.warning(behind.look(), "10 minutes behind the file system's", "both clocks");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhoMayHaveAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var named = List.of(new NamedPort("operate.port", "127.0.0.1", port));
            Findings.wrong(
                    new PortLook(named, false).look(),
                    ExitCode.USAGE,
                    "operate.port " + port + " cannot be taken on 127.0.0.1",
                    "ss -ltnp 'sport = :" + port + "'",
                    "set operate.port");
            Findings.well(new PortLook(named, true).look(), "Parley runs");
            Findings.well(
                    new PortLook(List.of(new NamedPort("engine.port", "127.0.0.1", port)), false).look(),
                    "only ./parley engine serve would mind");
        }
    }

    @Test
    void findsEveryPortThatTheSettingsName() {
        var settings = new SettingsReader(Map.of())
                .read(
                        Settings.class,
                        null,
                        Map.of(
                                "slack.http-port", "3000",
                                "slack.http-host", "0.0.0.0",
                                "slack.bot-token", "xoxb-1",
                                "slack.signing-secret", "0123456789abcdef0123456789abcdef"));

        assertThat(NamedPort.of(settings))
                .contains(
                        new NamedPort("engine.port", "127.0.0.1", 8080),
                        new NamedPort("slack.http-port", "0.0.0.0", 3000));
    }

    private static EngineSettings engine(String... flag) {
        Map<String, String> flags = flag.length == 0 ? Map.of() : Map.of(flag[0], flag[1]);
        return new SettingsReader(Map.of()).read(Settings.class, null, flags).engine();
    }
}
