package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Interaction;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.bot.platform.slack.fake.Upload;
import dev.parley.persistence.BindingSubject;
import dev.parley.persistence.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands: behind {@code /parley} and {@code /persona}, and as messages that begin with an exclamation mark. */
final class SlackCommandsTest extends SlackTest {
    private Interaction parley(FakeUser user, FakeChannel channel, String text) {
        return slack.command(user, channel, "/parley", text);
    }

    private String said(FakeUser user, FakeChannel channel, String text) {
        return answer(parley(user, channel, text));
    }

    /** The message of Parley's that shows what somebody asked by a command. */
    private StoredMessage shown(FakeChannel channel) {
        return await().until(() -> own(slack.messages(channel)), each -> !each.isEmpty())
                .getFirst();
    }

    private StoredMessage begun(FakeChannel channel, String thread) {
        return await().until(() -> own(slack.thread(channel, thread)), each -> !each.isEmpty())
                .getFirst();
    }

    @Test
    void asksForAllInAThreadOfItsOwn() throws InterruptedException {
        go(world.bot(12));
        Interaction command = parley(ada, general, "ask Is a < b & c?");
        StoredMessage question = shown(general);
        finished(general, question.ts(), 2);

        assertThat(question.text()).isEqualTo("*Ada:* Is a < b & c?");
        assertThat(history(thread(general, question.ts())))
                .extracting(Turn::text)
                .contains("Is a < b & c?")
                .hasSize(2);
        assertThat(command.messages()).isEmpty();
    }

    @Test
    void goesOnInTheThreadOfAQuestionThatWasAskedByACommand() throws InterruptedException {
        go(world.bot(12));
        parley(ada, general, "ask one");
        String thread = shown(general).ts();
        finished(general, thread, 2);
        slack.says(ada, general, "two", thread);
        finished(general, thread, 3);

        assertThat(history(thread(general, thread))).hasSize(4);
    }

    @Test
    void callsNobodyByAQuestion() throws InterruptedException {
        go(world.bot(12));
        parley(ada, general, "ask <!channel> <@" + slack.botUserId() + "> [here](https://example.org)");

        finished(general, shown(general).ts(), 2);
    }

    @Test
    void asksInDirectMessages() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        parley(ada, direct, "ask one");
        StoredMessage reply = finished(direct, 2);

        assertThat(reply.isReply()).isFalse();
        assertThat(history(direct(direct))).extracting(Turn::text).contains("one");
    }

    @Test
    void asksInTheOneConversationOfAGroup() throws InterruptedException {
        go(world.bot(12), Map.of("slack.allow.channels", general.id()));
        FakeChannel group = slack.group(ada, slack.user("Ben"));
        parley(ada, group, "ask one");

        assertThat(finished(group, 2).isReply()).isFalse();
    }

    @Test
    void saysThatItCannotWriteInAChannelWithoutIt() throws InterruptedException {
        go(world.bot(12));

        assertThat(said(ada, slack.channelWithoutBot("secret"), "ask one")).contains("/invite");
    }

    @Test
    void saysThatSlackDidNotTakeAQuestion() throws InterruptedException {
        go(world.bot(12));
        slack.faults().fail("chat.postMessage", 503, 1);

        assertThat(said(ada, general, "ask one")).contains("Please try again");
    }

    @Test
    void doesWithoutTheBotWhatNeedsNoMessage() throws InterruptedException {
        go(world.bot(12));

        assertThat(said(ada, slack.channelWithoutBot("secret"), "persona coder"))
                .contains("coder is set for you");
    }

    @Test
    void setsShowsListsAndTakesBackAPersona() throws InterruptedException {
        go(world.bot(12));

        assertThat(said(ada, general, "persona set coder")).contains("coder is set for you");
        assertThat(said(ada, general, "persona show")).contains("coder answers you here (for you)");
        assertThat(said(ada, general, "persona list")).contains("*coder*", "writer");
        assertThat(said(ada, general, "persona reset")).contains("taken back", "assistant answers you here");
        assertThat(said(ada, general, "persona set nobody")).contains("There is no persona “nobody”");
    }

    @Test
    void choosesAPersonaByTheShortWay() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);

        assertThat(answer(slack.command(ada, direct, "/persona", "coder")))
                .contains("coder is set for this conversation");
        assertThat(answer(slack.command(ada, direct, "/persona", ""))).contains("coder answers you here");
    }

    @Test
    void letsOnlyWhoManagesAChannelSetItsPersona() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        slack.created(ada, general);
        go(world.bot(12));

        assertThat(said(ben, general, "persona set coder channel")).contains("needs the permission");
        assertThat(said(ada, general, "persona set coder channel")).contains("coder is set for this channel");
        assertThat(said(ben, general, "persona show")).contains("coder answers you here (for this channel)");
    }

    @Test
    void letsOnlyWhoAdministersTheWorkspaceSetThePersonaOfEverybody() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        slack.created(ada, general);
        slack.administers(ben);
        go(world.bot(12));

        try {
            assertThat(said(ada, general, "persona set coder everyone")).contains("needs the permission");
            assertThat(said(ben, general, "persona set coder everyone")).contains("coder is set for everyone");
            assertThat(said(ada, general, "persona show")).contains("coder answers you here (for everyone)");
        } finally {
            boolean _ = world.database().bindings().unbind(BindingSubject.workspace(thread(general, "")));
        }
    }

    @Test
    void letsAnAdminOfAnotherWorkspaceChangeNothingForOthers() throws InterruptedException {
        FakeUser eve = slack.stranger("Eve");
        slack.administers(eve);
        go(world.bot(12), Map.of("slack.guests", "true"));

        assertThat(said(eve, general, "persona set coder everyone")).contains("needs the permission");
        assertThat(said(eve, general, "persona set coder channel")).contains("needs the permission");
    }

    @Test
    void beginsANewConversation() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "one");
        finished(direct, 1);

        assertThat(said(ada, direct, "new")).contains("A new conversation begins here");
        assertThat(history(direct(direct))).isEmpty();
    }

    @Test
    void stopsTheCallersReplyInAChannel() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Tell me a story");
            String bens = slack.mentions(slack.user("Ben"), general, "Tell me another one");
            begun(general, asked);
            begun(general, bens);

            assertThat(said(ada, general, "stop")).isEqualTo("Stopped.");
            await().until(() -> begun(general, asked).text().contains("Stopped"));
            assertThat(begun(general, bens).text()).doesNotContain("Stopped");
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void givesAnotherReplyInTheThreadOfTheConversation() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);
        parley(ada, general, "regenerate");
        finished(general, asked, 2);

        assertThat(history(thread(general, asked))).hasSize(2);
    }

    @Test
    void goesOnWithAReplyInTheThreadOfTheConversation() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage first = finished(general, asked, 1);
        String beginning = history(thread(general, asked)).getLast().text();
        parley(ada, general, "continue");
        finished(general, asked, 2);

        assertThat(first.text()).isNotEmpty();
        assertThat(history(thread(general, asked)).getLast().text())
                .startsWith(beginning)
                .hasSizeGreaterThan(beginning.length());
    }

    @Test
    void explainsTheLastReplyToWhoeverAsks() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);

        assertThat(said(ada, general, "why")).contains("assistant answered", "on tiny", "one message");
    }

    @Test
    void forgets() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);

        assertThat(said(ada, general, "forget all")).contains("One message and its answer");
        assertThat(history(thread(general, asked))).isEmpty();
    }

    @Test
    void sendsWhatIsStoredInDirectMessages() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "What is a hill?");
        finished(general, asked, 1);

        assertThat(said(ada, general, "export")).contains("direct messages");
        Upload file = slack.uploads().getFirst();
        assertThat(file.channel()).isEqualTo(slack.direct(ada).id());
        assertThat(new String(file.bytes(), StandardCharsets.UTF_8)).contains("What is a hill?");
    }

    @Test
    void saysWhenTheFileCannotBeSent() throws InterruptedException {
        go(world.bot(12));
        slack.faults().withoutScope("files:write");

        assertThat(said(ada, general, "export")).contains("could not be sent");
    }

    @Test
    void saysWhichModelAnswers() throws InterruptedException {
        go(world.bot(12));

        assertThat(said(ada, general, "model")).contains("tiny answers");
    }

    @Test
    void saysMoreOfTheStateToAdmins() throws InterruptedException {
        FakeUser guest = slack.guest("Gus");
        FakeUser ben = slack.user("Ben");
        go(world.bot(12), Map.of("slack.admins", ada.id()));
        String _ = said(guest, general, "help");

        assertThat(said(ada, general, "status")).contains("tiny answers", guest.id());
        assertThat(said(ben, general, "status"))
                .contains("0 of 4 replies running")
                .doesNotContain("tiny answers", guest.id());
    }

    @ParameterizedTest
    @CsvSource({
        "/parley, help, /parley ask QUESTION",
        "/parley, '', /parley ask QUESTION",
        "/parley, persnoa coder, did you mean /parley persona",
        "/parley, forget me, /parley forget last|hour|all",
        "/otto, persnoa coder, did you mean /otto persona",
        "/otto-persona, list all, /otto persona NAME"
    })
    void helpsWithTheCommands(String command, String text, String answer) throws InterruptedException {
        go(world.bot(12));

        assertThat(answer(slack.command(ada, general, command, text))).contains(answer);
    }

    @Test
    void answersInTheLanguageOfWhoCalls() throws InterruptedException {
        FakeUser pepe = slack.user("Pepe", "es-ES");
        go(world.bot(12));
        FakeChannel direct = slack.direct(pepe);

        assertThat(said(pepe, direct, "new")).startsWith("Aquí empieza una conversación nueva");
        slack.says(pepe, direct, "!stop now");
        assertThat(whispered(pepe, 2).getLast()).contains("va solo");
    }

    @Test
    void takesACommandInAThread() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        finished(general, asked, 1);
        slack.says(ada, general, "!persona coder", asked);
        assertThat(whispered(ada, 1).getFirst()).contains("coder is set for this conversation");
        slack.says(ada, general, "!ask two", asked);
        StoredMessage reply = finished(general, asked, 2);

        assertThat(reply.username()).isEqualTo("Coder");
        assertThat(slack.ephemerals(ada).getFirst().threadTs()).isEqualTo(asked);
        assertThat(slack.ephemerals(ben)).isEmpty();
        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .contains("one", "two")
                .hasSize(4);
    }

    @Test
    void takesACommandAfterAMention() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "!ask one");
        finished(general, asked, 1);
        slack.mentions(ada, general, "!persona coder");

        assertThat(whispered(ada, 1).getFirst()).contains("coder is set for you");
        assertThat(history(thread(general, asked))).extracting(Turn::text).contains("one");
    }

    @Test
    void stopsByAMessage() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            String asked = slack.mentions(ada, general, "Tell me a story");
            begun(general, asked);
            slack.says(ada, general, "!stop", asked);

            assertThat(whispered(ada, 1)).containsExactly("Stopped.");
            await().until(() -> begun(general, asked).text().contains("Stopped"));
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void takesCommandsInDirectMessages() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "!help");
        assertThat(whispered(ada, 1).getFirst()).contains("/parley ask QUESTION");
        slack.says(ada, direct, "!ask one");
        finished(direct, 1);

        assertThat(history(direct(direct)))
                .extracting(Turn::text)
                .contains("one")
                .hasSize(2);
    }

    @Test
    void doesOnceWhatComesSeveralTimes() throws InterruptedException {
        go(world.bot(12));
        slack.faults().sendTwice(true);
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "!ask one");
        slack.says(ada, direct, "!help");
        finished(direct, 1);
        String event = slack.events().getFirst();
        stopBot();
        go(world.bot(12));
        slack.redeliver(event);
        slack.says(ada, direct, "!ask two");
        finished(direct, 2);

        assertThat(whispered(ada, 1)).hasSize(1);
        assertThat(history(direct(direct))).hasSize(4);
    }

    @Test
    void tellsWhoIsNotAnswered() throws InterruptedException {
        FakeUser ben = slack.user("Ben");
        FakeUser eve = slack.user("Eve");
        FakeUser guest = slack.guest("Gus");
        FakeUser stranger = slack.stranger("Sue");
        FakeChannel direct = slack.direct(ada);
        go(
                world.bot(12),
                Map.of(
                        "slack.allow.users",
                        ada.id() + "," + eve.id(),
                        "slack.block.users",
                        eve.id(),
                        "slack.allow.channels",
                        general.id(),
                        "slack.direct-messages",
                        "false"));

        assertThat(said(ben, general, "help")).contains("you are not among them yet");
        assertThat(said(eve, general, "help")).contains("I am not set up to answer you here");
        assertThat(said(guest, general, "ask one")).contains("not its guests");
        assertThat(said(stranger, general, "ask one")).contains("not its guests");
        assertThat(said(ada, slack.channel("random"), "ask one")).contains("I am not set up to answer you here");
        assertThat(said(ada, direct, "ask one")).contains("I do not answer direct messages");
        slack.mentions(ben, general, "!help");
        assertThat(whispered(ben, 2).getLast()).contains("you are not among them yet");
        assertThat(own(slack.messages(general))).isEmpty();
    }

    @Test
    void givesEverybodyWhatIsTheirs() throws InterruptedException {
        go(world.bot(12), Map.of("slack.block.users", ada.id()));

        assertThat(said(ada, general, "forget all")).contains("There was nothing to forget");
    }
}
