package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Interaction;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.FeedbackEntry;
import dev.parley.persistence.Turn;
import dev.parley.persistence.Vote;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The buttons under replies. */
final class SlackButtonsTest extends SlackTest {
    private static final String REGENERATE = "parley:regenerate";
    private static final String CONTINUE = "parley:continue";
    private static final String FEEDBACK = "parley:feedback";

    private UUID turnShownBy(FakeChannel channel, StoredMessage message) {
        return world.database()
                .deliveries()
                .find("slack", channel.id(), message.ts())
                .orElseThrow()
                .turnId();
    }

    private List<Vote> votes(StoredMessage message) {
        return world.database().feedback().of(turnShownBy(general, message)).stream()
                .map(FeedbackEntry::vote)
                .toList();
    }

    private StoredMessage begun(FakeChannel channel, String thread) {
        return await().until(() -> own(slack.thread(channel, thread)), each -> !each.isEmpty())
                .getFirst();
    }

    @Test
    void stopsForAdminsAndWhoeverMadeTheChannel() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        FakeUser root = slack.user("Root");
        slack.created(ben, general);
        world.engineAway(true);
        try {
            go(world.bot(12), Map.of("slack.admins", root.id()));
            for (FakeUser each : List.of(ben, root)) {
                String asked = slack.mentions(ada, general, "Tell me a story");
                slack.press(each, general, begun(general, asked).ts(), "parley:stop");
                await().until(() -> begun(general, asked).text().contains("Stopped"));
            }
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void saysToOthersThatTheReplyIsNotTheirs() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Tell me a story");
            Interaction press = slack.press(ben, general, begun(general, asked).ts(), "parley:stop");

            assertThat(answer(press)).contains("Only who asked");
            assertThat(press.messages().getFirst().threadTs()).isEqualTo(asked);
            assertThat(begun(general, asked).text()).doesNotContain("Stopped");
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void givesAnotherReplyToWhoeverAsksForIt() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage first = finished(general, asked, 1);
        slack.press(slack.user("Ben"), general, first.ts(), REGENERATE);
        finished(general, asked, 2);

        assertThat(history(thread(general, asked))).hasSize(2);
    }

    @Test
    void goesOn() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "one");
        StoredMessage first = finished(direct, 1);
        String beginning = history(direct(direct)).getLast().text();
        slack.press(ada, direct, first.ts(), CONTINUE);
        finished(direct, 2);

        assertThat(history(direct(direct)).getLast().text())
                .startsWith(beginning)
                .hasSizeGreaterThan(beginning.length());
    }

    @Test
    void goesOnInAGroupWhereOnlyOneChannelIsAllowed() throws InterruptedException {
        go(world.bot(12), Map.of("slack.allow.channels", general.id()));
        FakeChannel group = slack.group(ada, slack.user("Ben"));
        slack.says(ada, group, "one");
        StoredMessage first = finished(group, 1);
        slack.press(ada, group, first.ts(), REGENERATE);

        finished(group, 2);
    }

    @Test
    void takesNativeFeedback() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage reply = finished(general, asked, 1);
        Interaction good = slack.press(ada, general, reply.ts(), FEEDBACK, "parley:good");
        assertThat(answer(good)).contains("Thank you");
        assertThat(votes(reply)).containsExactly(Vote.UP);

        assertThat(answer(slack.press(ada, general, reply.ts(), FEEDBACK, "parley:bad")))
                .contains("Thank you");
        assertThat(votes(reply)).containsExactly(Vote.DOWN);
    }

    @Test
    void takesFeedbackByPlainButtonsWhereThereAreNoOthers() throws InterruptedException {
        go(world.bot(12));
        slack.faults().feedbackButtons(false);
        String asked = slack.mentions(ada, general, "one");
        StoredMessage reply = finished(general, asked, 1);

        assertThat(answer(slack.press(ada, general, reply.ts(), "parley:bad"))).contains("Thank you");
        assertThat(votes(reply)).containsExactly(Vote.DOWN);
    }

    @Test
    void changesOnlyTheNewestReply() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage first = finished(general, asked, 1);
        slack.says(ada, general, "two", asked);
        finished(general, asked, 2);

        assertThat(answer(slack.press(ada, general, first.ts(), REGENERATE))).contains("has gone on since");
    }

    @Test
    void knowsNoReplyThatWasForgotten() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage reply = finished(general, asked, 1);
        answer(slack.command(ada, general, "/parley", "forget all"));

        assertThat(answer(slack.press(ada, general, reply.ts(), FEEDBACK, "parley:good")))
                .contains("a message that I do not know any more");
    }

    @Test
    void tellsWhoIsNotAnswered() throws InterruptedException {
        FakeUser guest = slack.guest("Gus");
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage reply = finished(general, asked, 1);

        assertThat(answer(slack.press(guest, general, reply.ts(), REGENERATE))).contains("not its guests");
    }

    @Test
    void worksAfterARestart() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage reply = finished(general, asked, 1);
        stopBot();
        go(world.bot(12));
        assertThat(answer(slack.press(ada, general, reply.ts(), FEEDBACK, "parley:good")))
                .contains("Thank you");
        slack.press(ada, general, reply.ts(), REGENERATE);
        finished(general, asked, 2);

        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .contains("one")
                .hasSize(2);
    }
}
