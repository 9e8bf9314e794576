package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.Draft;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.Upload;
import dev.parley.bot.platform.slack.fake.FakeFile;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on both platforms, with calls that fail: what of it stands in the log. */
class LogSecrecyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Long enough to be no accident, short enough that a part of a reply is found. */
    private static final int PIECE = 20;

    private static final List<String> SAID = List.of(
            "heliotrope",
            "marmalade",
            "xylophone",
            "zeppelin",
            "quokka-notes",
            "walrus-plan",
            "tangerine",
            "persimmon");

    @TempDir
    private Path folder;

    private String log(Program parley) throws IOException {
        return Files.readString(parley.home().resolve("state/parley.log"));
    }

    @Test
    void holdsOneLineForEachReplyAndNoSecretAndNothingThatWasSaid() throws IOException {
        List<String> secrets = new ArrayList<>(SAID);
        List<String> replies = new ArrayList<>();
        Program parley;
        String output;
        try (FakeDiscord discord = FakeDiscord.start();
                FakeSlack slack = Platforms.slack()) {
            var guild = discord.guild(1_000_001, "Team");
            var channel = discord.channel(guild, 1_000_002, "general");
            var anna = discord.user(1_000_010, "anna");
            discord.join(guild, anna);
            var general = slack.channel("general");
            var ada = slack.user("Ada");
            parley = Program.on(folder)
                    .talkative()
                    .with("PARLEY_CHAT_MAX_TOKENS", "60")
                    .with(slack)
                    .with(discord);
            secrets.addAll(List.of(discord.token(), slack.botToken(), slack.appToken()));
            try (Run run = parley.start("run")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.err()).contains("On Discord as", "On Slack as"));

                discord.message(
                        channel,
                        anna,
                        Draft.of("<@" + discord.botUser().id() + "> heliotrope")
                                .with(new Upload(
                                        "quokka-notes.txt",
                                        "text/plain",
                                        "marmalade".getBytes(StandardCharsets.UTF_8))));
                slack.shares(
                        ada,
                        general,
                        "<@" + slack.botUserId() + "> xylophone",
                        "",
                        FakeFile.text("walrus-plan.txt", "zeppelin"));
                await("both reply")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lines(parley)).hasSize(2));

                // Discord is away while a command is answered, whose address holds a token.
                discord.faults().failRest(Duration.ofSeconds(3), 500);
                var slash = discord.slash(channel, anna, "ask", Map.of("question", "tangerine"));
                secrets.add(slash.token());
                slack.faults().fail("chat.startStream", 500, 2);
                Interaction command = slack.command(ada, general, "/parley", "ask persimmon");
                secrets.add(
                        command.responseUrl().substring(command.responseUrl().lastIndexOf('/') + 1));
                await("both commands end")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lines(parley)).hasSize(4));

                // An engine that dies is told of with a stack trace, or goes on in silence.
                discord.mention(channel, anna, "heliotrope again");
                run.engine().destroyForcibly();
                await("the next reply ends")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(lines(parley)).hasSize(5));
                discord.ownMessages(channel).forEach(each -> replies.add(each.content()));
                slack.messages(general).stream()
                        .filter(each -> each.isFromBot())
                        .forEach(each -> replies.add(each.text()));
                run.terminate();
                Run.Ended ended = run.end();
                output = ended.out() + ended.err();
            }
        }

        String log = log(parley);
        assertThat(secrets)
                .allSatisfy(each -> assertThat(log + output)
                        .as("the log and the output of a whole run")
                        .doesNotContain(each));
        assertThat(replies).anyMatch(each -> each.length() > PIECE);
        assertThat(pieces(replies)).allSatisfy(each -> assertThat(log).doesNotContain(each));
        assertThat(lines(parley))
                .allSatisfy(line -> assertThat(line)
                        .matches(".* conversation=[0-9a-f-]{36} turn=[0-9a-f-]{36} platform=(discord|slack)"
                                + " reason=[a-zA-Z_]+ .*waited_ms=\\d+ whole_ms=\\d+"))
                .first()
                .asString()
                .matches(".* persona=assistant model=\\S+ first_token_ms=\\d+ tokens_in=\\d+ tokens_cached=\\d+"
                        + " tokens_out=\\d+ .*");
    }

    private List<String> lines(Program parley) throws IOException {
        return log(parley).lines().filter(each -> each.contains("reply ended:")).toList();
    }

    private static List<String> pieces(List<String> texts) {
        var pieces = new ArrayList<String>();
        for (var text : texts) {
            for (int from = 0; from + PIECE <= text.length(); from += PIECE) {
                pieces.add(text.substring(from, from + PIECE));
            }
        }
        return pieces;
    }
}
