package dev.parley.bot.platform.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bot.platform.slack.fake.Ack;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeFile;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.RecordedRequest;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.BindingSubject;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Turn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages that are edited, deleted or sent in quick succession, what belongs to them, and who wrote them. */
final class SlackChangesTest extends SlackTest {
    private static final String BOT_IS_CALLED = "<@U0PARLEYBT> ";

    private StoredMessage begun(FakeChannel channel, String thread) {
        return await().until(() -> own(slack.thread(channel, thread)), each -> !each.isEmpty())
                .getFirst();
    }

    private StoredMessage begun(FakeChannel direct) {
        return await().until(() -> own(slack.messages(direct)), each -> !each.isEmpty())
                .getFirst();
    }

    private void awaitText(FakeChannel channel, String thread, String text) {
        await().until(() -> begun(channel, thread).text().contains(text));
    }

    private static List<InboxEntry> unfinished() {
        return world.database().inbox().unfinished();
    }

    private Turn question(ConversationKey key) {
        return history(key).getFirst();
    }

    @Test
    void joinsQuickMessagesIntoOneQuestion() throws InterruptedException {
        world.engineAway(true);
        FakeChannel direct = slack.direct(ada);
        try {
            go(world.bot(12, 1, 10));
            // Somebody else has the only seat.
            String other = slack.mentions(slack.user("Ben"), general, "Hello");
            begun(general, other);
            slack.says(ada, direct, "Look at this:");
            begun(direct);
            slack.says(ada, direct, "is it right?");
            // What is acknowledged is stored.
            List<String> written = slack.events();
            await().until(() -> slack.acks().stream().map(Ack::eventId).toList().containsAll(written));
        } finally {
            world.engineAway(false);
        }
        finished(direct, 1);

        assertThat(history(direct(direct)))
                .extracting(Turn::text)
                .contains("Look at this:\nis it right?")
                .hasSize(2);
    }

    @Test
    void answersTheNewTextOfAMessageThatIsEditedWhileItWaits() throws InterruptedException {
        world.engineAway(true);
        String asked;
        try {
            go(world.bot(12));
            asked = slack.mentions(ada, general, "What is a hil?");
            begun(general, asked);
            slack.edits(ada, general, asked, BOT_IS_CALLED + "What is a hill?");
            await().until(() ->
                    unfinished().stream().anyMatch(each -> each.message().text().equals("What is a hill?")));
        } finally {
            world.engineAway(false);
        }
        finished(general, asked, 1);

        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .contains("What is a hill?")
                .hasSize(2);
    }

    @Test
    void leavesWhatIsEditedAfterItsReply() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        String asked = slack.says(ada, direct, "one");
        finished(direct, 1);
        slack.edits(ada, direct, asked, "another one");
        slack.says(ada, direct, "two");
        finished(direct, 2);

        assertThat(history(direct(direct)))
                .extracting(Turn::text)
                .contains("one", "two")
                .hasSize(4);
    }

    @Test
    void takesALinkPreviewForNoEdit() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Look at https://example.org/");
            begun(general, asked);
            slack.addsPreview(general, asked);
            begun(general, slack.mentions(ada, general, "Next"));

            assertThat(unfinished())
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.revision()).isZero());
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void stopsTheReplyToAMessageThatIsDeleted() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Tell me a story");
            begun(general, asked);
            slack.deletes(general, asked);

            awaitText(general, asked, "Stopped");
            assertThat(unfinished()).isEmpty();
            assertThat(history(thread(general, asked))).isEmpty();
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void forgetsAnExchangeWhoseQuestionIsDeletedLater() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        String first = slack.says(ada, direct, "one");
        finished(direct, 1);
        slack.says(ada, direct, "two");
        finished(direct, 2);
        slack.deletes(direct, first);

        await().until(() -> history(direct(direct)).size() == 2);
        assertThat(question(direct(direct)).text()).isEqualTo("two");
    }

    @Test
    void readsFilesOfTextAndCode() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.shares(
                ada,
                direct,
                "Is it right?",
                "",
                FakeFile.text("notes.txt", "We ship on Monday"),
                new FakeFile("A.java", "text/x-java", "java", "class A {}".getBytes(UTF_8)));
        finished(direct, 1);

        assertThat(question(direct(direct)).text())
                .startsWith("Is it right?")
                .contains("notes.txt", "We ship on Monday", "A.java", "class A {}");
    }

    @Test
    void answersAFileWithoutAWord() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.shares(ada, direct, "", "", FakeFile.text("a.md", "# Title"));
        finished(direct, 1);

        assertThat(question(direct(direct)).text()).contains("# Title");
    }

    @Test
    void saysWhichFilesItDidNotRead() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.shares(
                ada,
                general,
                BOT_IS_CALLED + "What is in them?",
                "",
                new FakeFile("cat.png", "image/png", "png", new byte[] {1, 2, 3}),
                new FakeFile("a.pdf", "application/pdf", "pdf", "no PDF".getBytes(UTF_8)),
                new FakeFile("long.pdf", "application/pdf", "pdf", new byte[10_000_001]),
                new FakeFile("long.txt", "text/plain", "text", new byte[2_000_001]));
        String reply = finished(general, asked, 1).text();

        // What stands under a reply is short.
        assertThat(reply).contains("cat.png cannot be read: only text, code and PDF");
        assertThat(question(thread(general, asked)).text()).isEqualTo("What is in them?");
    }

    @Test
    void doesNotTakeAPageToSignInOnForAFile() throws InterruptedException {
        slack.faults().withoutScope("files:read");
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.shares(ada, direct, "Is it right?", "", FakeFile.text("notes.txt", "We ship on Monday"));

        assertThat(finished(direct, 1).text()).contains("a page to sign in on");
        assertThat(question(direct(direct)).text()).isEqualTo("Is it right?");
    }

    @Test
    void quotesWhatWasSaidInAThreadToWhichItIsCalled() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        FakeUser builds = slack.otherBot("Builds");
        go(world.bot(12));
        String root = slack.says(builds, general, "The build is broken.");
        slack.says(ben, general, "It works for me.", root);
        slack.says(ada, general, BOT_IS_CALLED + "Who is right?", root);
        StoredMessage reply = finished(general, root, 1);

        assertThat(question(thread(general, root)).quotations())
                .extracting(Quotation::text)
                .containsExactly("The build is broken.", "It works for me.");
        assertThat(question(thread(general, root))
                        .quotations()
                        .getLast()
                        .author()
                        .name())
                .isEqualTo("Ben");
        assertThat(reply.text()).contains("2 earlier messages");
    }

    @Test
    void dressesRepliesAsTheirPersona() throws InterruptedException {
        go(world.bot(12));
        String usual = slack.mentions(ada, general, "one");
        assertThat(finished(general, usual, 1).username()).isEmpty();
        world.database().bindings().bind(BindingSubject.channel(thread(general, "")), "coder");
        String asked = slack.mentions(ada, general, "two");
        StoredMessage reply = finished(general, asked, 1);

        assertThat(reply.username()).isEqualTo("Coder");
        assertThat(reply.icon()).startsWith(":").endsWith(":");
    }

    @Test
    void doesWithoutDressWhereThatIsNotAllowed() throws InterruptedException {
        slack.faults().withoutScope("chat:write.customize");
        go(world.bot(12));
        world.database().bindings().bind(BindingSubject.channel(thread(general, "")), "coder");
        String asked = slack.mentions(ada, general, "one");

        assertThat(finished(general, asked, 1).username()).isEmpty();
    }

    @Test
    void showsPromptsAStatusAndATitleInTheViewOfAgents() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        String thread = slack.startsAssistantThread(ada);
        await().until(() -> slack.assistantThread(direct, thread).has("prompts"));
        slack.says(ada, direct, "What is a hill?\nAnd how high?", thread);
        finished(direct, thread, 2);
        slack.says(ada, direct, "And a mountain?", thread);
        finished(direct, thread, 3);
        await().until(() -> statuses(), each -> each.size() == 4);

        JsonNode shown = slack.assistantThread(direct, thread);
        assertThat(shown.path("prompts").toString()).contains("What can you do?", "!persona list");
        assertThat(shown.path("title").asText()).isEqualTo("What is a hill?");
        assertThat(shown.path("status").asText()).isEmpty();
        assertThat(statuses()).containsExactly("is reading…", "", "is reading…", "");
        assertThat(slack.requests("assistant.threads.setTitle")).hasSize(1);
    }

    private List<String> statuses() {
        return slack.requests("assistant.threads.setStatus").stream()
                .map(each -> each.argument("status"))
                .toList();
    }

    @Test
    void doesWithoutTheViewOfAgents() throws InterruptedException {
        slack.faults().assistant(false);
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        String root = slack.says(ada, direct, "zero");
        finished(direct, 1);
        slack.says(ada, direct, "one", root);
        finished(direct, root, 1);
        slack.says(ada, direct, "two", root);
        finished(direct, root, 2);

        assertThat(slack.requests("assistant.threads.setStatus"))
                .extracting(RecordedRequest::outcome)
                .containsExactly("feature_disabled");
    }

    @Test
    void showsNoStatusToWhoIsNotAnswered() throws InterruptedException {
        FakeUser guest = slack.guest("Gus");
        go(world.bot(12));
        FakeChannel direct = slack.direct(guest);
        String thread = slack.startsAssistantThread(guest);
        slack.says(guest, direct, "What is a hill?", thread);

        await().until(() -> own(slack.thread(direct, thread)).getLast().text().contains("not its guests"));
        assertThat(statuses()).isEmpty();
    }

    @Test
    void stopsBySlacksOwnButton() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            FakeChannel direct = slack.direct(ada);
            String thread = slack.startsAssistantThread(ada);
            slack.says(ada, direct, "Tell me a story", thread);
            await().until(() -> own(slack.thread(direct, thread)).size() == 2);
            slack.stops(ada, direct, thread);

            await().until(() ->
                    own(slack.thread(direct, thread)).getLast().text().contains("Stopped"));
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void answersNoPeopleOfOtherCompaniesUnlessTheyAreWelcome() throws InterruptedException {
        FakeChannel shared = slack.sharedChannel("partners");
        FakeUser sue = slack.stranger("Sue");
        go(world.bot(12));
        awaitText(shared, slack.mentions(sue, shared, "Hello"), "not its guests");
        stopBot();
        go(world.bot(12), Map.of("slack.guests", "true"));

        finished(shared, slack.mentions(sue, shared, "Hello"), 1);
    }

    @Test
    void answersOtherBotsOnlyWhenTheyAreListedAndNotForEver() throws InterruptedException {
        FakeUser builds = slack.otherBot("Builds");
        FakeUser other = slack.otherBot("Other");
        go(world.bot(12), Map.of("slack.bots", builds.id(), "slack.bot-turns", "2"));
        String unheard = slack.mentions(other, general, "Hello");
        String asked = slack.mentions(builds, general, "one");
        finished(general, asked, 1);
        slack.says(builds, general, "two", asked);
        finished(general, asked, 2);
        slack.says(builds, general, "three", asked);
        slack.says(ada, general, "four", asked);
        finished(general, asked, 3);

        assertThat(own(slack.thread(general, unheard))).isEmpty();
        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .contains("one", "two", "four")
                .doesNotContain("three");
    }

    @Test
    void givesBotsNoCommandsThatTheyMayNotGive() throws InterruptedException {
        FakeUser other = slack.otherBot("Other");
        go(world.bot(12));
        slack.mentions(other, general, "!persona coder");
        finished(general, slack.mentions(ada, general, "one"), 1);

        assertThat(slack.ephemerals(other)).isEmpty();
        assertThat(slack.requests("chat.postEphemeral")).isEmpty();
    }

    @Test
    void answersAUserGroupAndNotTheBlockedPartOfIt() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        FakeUser eve = slack.user("Eve");
        String team = slack.userGroup("team", ada, eve);
        String noisy = slack.userGroup("noisy", eve);
        go(world.bot(12), Map.of("slack.allow.groups", team, "slack.block.groups", noisy));
        String bens = slack.mentions(ben, general, "Hello");
        String eves = slack.mentions(eve, general, "Hello");
        finished(general, slack.mentions(ada, general, "Hello"), 1);

        awaitText(general, bens, "you are not among them yet");
        assertThat(own(slack.thread(general, eves))).isEmpty();
    }

    @Test
    void answersInSomeChannelsOnlyAndNotInDirectMessages() throws InterruptedException {
        FakeChannel random = slack.channel("random");
        FakeChannel direct = slack.direct(ada);
        go(world.bot(12), Map.of("slack.allow.channels", general.id(), "slack.direct-messages", "false"));
        String elsewhere = slack.mentions(ada, random, "Hello");
        slack.says(ada, direct, "Hello");
        finished(general, slack.mentions(ada, general, "Hello"), 1);

        await().until(() -> begun(direct).text().contains("I do not answer direct messages"));
        assertThat(own(slack.thread(random, elsewhere))).isEmpty();
    }
}
