package dev.parley.bot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documented way to a service, and the container's, on a machine of their own: the block of {@code docs/operate.md} is
 * run once, and what it put into {@code /opt/parley} is what {@code deploy/assemble} puts into the image.
 */
class OperatingIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path CREDENTIALS = Path.of("/run/credentials/parley.service");

    @TempDir
    private static Path folder;

    private static PrivateMachine machine;
    private static FakeDiscord discord;
    private static FakeChannel channel;
    private static FakeUser anna;
    private static List<String> block;

    @BeforeAll
    static void install() throws IOException {
        machine = PrivateMachine.of(ROOT);
        discord = FakeDiscord.start();
        var guild = discord.guild(1_000_001, "Team");
        channel = discord.channel(guild, 1_000_002, "general");
        anna = discord.user(1_000_010, "anna");
        discord.join(guild, anna);
        TinyModel.standard().writeTo(folder.resolve("tiny.gguf"));
        // The folder of this test is hidden with /tmp there.
        assertThat(machine.run(Map.of(), "mkdir", "/mnt/model").exitCode()).isZero();
        copyIn(folder.resolve("tiny.gguf"), "/mnt/model/tiny.gguf");

        block = block();
        var commands = String.join(
                "\n",
                block.stream()
                        .filter(line -> !line.startsWith("systemctl") && !line.startsWith("until"))
                        .toList());
        var installed = machine.run(
                Map.of(
                        "DISCORD_TOKEN", discord.token(),
                        "PARLEY_JAVA_HOME", System.getProperty("java.home")),
                "sh",
                "-euc",
                commands);
        assertThat(installed.exitCode()).as(installed.err()).isZero();
    }

    @AfterAll
    static void stop() {
        if (discord != null) {
            discord.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    /** The block that installs the service: the one with systemctl in it. */
    private static List<String> block() throws IOException {
        var blocks = Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/operate.md")));
        return blocks.results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("systemctl enable"))
                .findFirst()
                .orElseThrow()
                .lines()
                .toList();
    }

    private static void copyIn(Path file, String there) throws IOException {
        var process = new ProcessBuilder("nsenter", "--mount=/proc/" + machine.pid() + "/ns/mnt", "tee", there)
                .redirectInput(file.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.onExit().join().exitValue()).isZero();
    }

    /** What a test needs besides: a model and a platform that are here, and a port that nobody else has. */
    private static Map<String, String> here(int port) {
        return Map.of(
                "PARLEY_ENGINE_MODEL", "/mnt/model/tiny.gguf",
                "PARLEY_CHAT_MAX_TOKENS", "20",
                "PARLEY_CHAT_SEED", "1",
                "PARLEY_OPERATE_PORT", String.valueOf(port),
                "DISCORD_API_URL", discord.apiUrl(),
                "DISCORD_GATEWAY_URL", discord.gatewayUrl(),
                "HF_ENDPOINT", "http://127.0.0.1:9");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As `name` with nothing that a service has not: no capabilities, no way to more of them. */
    private static List<String> as(String user, String folder, String... command) {
        var line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "sh",
                "-c",
                "umask 0077; cd \"$1\"; shift; exec \"$@\"",
                "sh",
                folder));
        line.addAll(List.of(command));
        return line;
    }

    private static void awaitHealthy(Process service, Path output, int port) {
        await("healthy").atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            assertThat(service.isAlive()).as(Files.readString(output)).isTrue();
            var healthy = PrivateMachine.inside(
                    service.pid(), Map.of("PARLEY_OPERATE_PORT", String.valueOf(port)), "/opt/parley/healthy");
            assertThat(healthy.exitCode()).as(healthy.out()).isZero();
        });
    }

    private static void leaves(Process service, Path output) throws Exception {
        service.destroy();
        var left = service.waitFor(20, TimeUnit.SECONDS);
        service.destroyForcibly();
        assertThat(left).as("leaves in time").isTrue();
        assertThat(service.exitValue()).isIn(0, 143);
        assertThat(Files.readString(output)).doesNotContain("Exception", "Read-only file system");
    }

    @Test
    void becomesAHealthyServiceByTheDocumentedBlock() throws Exception {
        var unit = UnitFile.read(ROOT.resolve("deploy/systemd/parley.service"));
        for (var each : unit.credentials().entrySet()) {
            // As systemd does: a file of root's for one service, and where it is missing the unit's own words.
            var shown = machine.run(
                    Map.of(),
                    "sh",
                    "-euc",
                    "mkdir -p \"$1\"; if [ -e \"$3\" ]; then cp \"$3\" \"$1/$2\"; else echo >\"$1/$2\"; fi;"
                            + " chown -R parley \"$1\"; chmod 500 \"$1\"; chmod 400 \"$1/$2\"",
                    "sh",
                    CREDENTIALS.toString(),
                    each.getKey(),
                    each.getValue());
            assertThat(shown.exitCode()).as(shown.err()).isZero();
        }
        assertThat(machine.run(Map.of(), "stat", "-c", "%U %a", "/etc/parley/discord-token")
                        .out())
                .isEqualTo("root 600\n");
        var port = freePort();
        var environment = new HashMap<>(here(port));
        environment.putAll(unit.environment(CREDENTIALS));
        var output = folder.resolve("service.log");
        var service = machine.start(
                output,
                environment,
                as(
                        unit.one("User"),
                        unit.one("WorkingDirectory"),
                        unit.one("ExecStart").split(" ", -1)));
        try {
            var until = block.stream()
                    .filter(line -> line.startsWith("until"))
                    .findFirst()
                    .orElseThrow();
            awaitHealthy(service, output, port);
            var waited = machine.run(
                    Map.of("PARLEY_OPERATE_PORT", String.valueOf(port)), "timeout", "20", "sh", "-c", until);
            assertThat(waited.exitCode()).as(waited.err()).isZero();

            var asked = machine.run(Map.of(), "parley", "ask", "Hello");
            assertThat(asked.exitCode()).as(asked.err()).isZero();
            assertThat(asked.out()).isNotBlank();
            discord.mention(channel, anna, "Hello there");
            await().atMost(PATIENCE).until(() -> !discord.ownMessages(channel).isEmpty());
        } finally {
            leaves(service, output);
        }
        assertThat(machine.run(
                                Map.of(),
                                "find",
                                "/mnt/over",
                                "/tmp",
                                "-user",
                                "parley",
                                "-not",
                                "-path",
                                "/mnt/over/var/up/lib/parley*",
                                "-not",
                                "-path",
                                "/tmp/hsperfdata_parley*")
                        .out())
                .as("written elsewhere")
                .isEmpty();
    }

    @Test
    void answersOutOfTheImagesLayoutOnAReadOnlyRoot() throws Exception {
        var image = Dockerfile.read(ROOT.resolve("deploy/Dockerfile"));
        var volume = image.one("VOLUME");
        var user = image.one("USER").split(":", -1)[0];
        FakeSlack slack = FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)));
        Set.of("channels:read", "groups:read", "im:read", "mpim:read", "im:write")
                .forEach(slack::grant);
        var general = slack.channel("general");
        var ada = slack.user("Ada");

        var port = freePort();
        var environment = new HashMap<>(here(port));
        environment.putAll(image.environment());
        environment.put("DISCORD_TOKEN", discord.token());
        environment.put("SLACK_BOT_TOKEN", slack.botToken());
        environment.put("SLACK_APP_TOKEN", slack.appToken());
        environment.put("SLACK_API_URL", slack.apiUrl());
        var line = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-euc", """
                mount -t tmpfs -o "mode=0700,uid=$2,gid=$2" tmpfs "$1"
                mount -t tmpfs -o mode=1777 tmpfs /tmp
                for folder in etc opt usr/local var run mnt; do mount -o remount,bind,ro "/$folder"; done
                shift 2
                exec "$@"
                """, "sh", volume, user));
        line.addAll(as(
                user,
                image.one("WORKDIR"),
                Stream.concat(image.words("ENTRYPOINT").stream(), image.words("CMD").stream())
                        .toArray(String[]::new)));
        var output = folder.resolve("image.log");
        var container = machine.start(output, environment, line);
        try {
            awaitHealthy(container, output, port);
            assertThat(PrivateMachine.inside(container.pid(), environment, image.healthCheck())
                            .exitCode())
                    .isZero();
            var asked = PrivateMachine.inside(
                    container.pid(),
                    environment,
                    as(user, volume, "/opt/parley/parley", "ask", "Hello").toArray(String[]::new));
            assertThat(asked.exitCode()).as(asked.err()).isZero();
            assertThat(asked.out()).isNotBlank();
            // Slack's objects come by Gson, which the runtime's modules must be enough for.
            var mention = slack.mentions(ada, general, "Hello there");
            await().atMost(PATIENCE)
                    .until(() -> slack.thread(general, mention).stream().anyMatch(StoredMessage::isFromBot));
            assertThat(readsAPdf(container)).contains("Hello PDF");
            var written = PrivateMachine.inside(
                    container.pid(), Map.of(), "find", "/", "-xdev", "-user", user, "-newer", "/opt/parley/parley.aot");
            assertThat(written.out()).as("written on the root").isEmpty();
        } finally {
            leaves(container, output);
            slack.close();
        }
    }

    private static String readsAPdf(Process container) throws IOException {
        Path file = folder.resolve("hello.pdf");
        try (var document = new PDDocument()) {
            var page = new PDPage();
            document.addPage(page);
            try (var content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.showText("Hello PDF");
                content.endText();
            }
            document.save(file.toFile());
        }
        copyIn(file, "/mnt/model/hello.pdf");
        return PrivateMachine.inside(
                        container.pid(),
                        Map.of(),
                        "sh",
                        "-c",
                        "exec /opt/parley/java/bin/java -Djava.awt.headless=true -cp /opt/parley/parley.jar"
                                + " dev.parley.bot.attachment.PdfText 5 1000 60000 </mnt/model/hello.pdf")
                .out();
    }
}
