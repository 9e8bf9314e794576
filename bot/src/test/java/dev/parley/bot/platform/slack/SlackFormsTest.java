package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Interaction;
import dev.parley.bot.platform.slack.fake.OpenView;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Turn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shortcuts and their form. */
final class SlackFormsTest extends SlackTest {
    private OpenView form(int number) {
        return await().until(slack::views, each -> each.size() == number).getLast();
    }

    private void fill(OpenView form, String question, String persona) {
        slack.submit(form, Map.of("parley:question", question, "parley:persona", persona));
    }

    /** Asks about a message without another word. */
    private void ask(FakeUser user, FakeChannel channel, String ts) {
        slack.messageShortcut(user, SlackManifest.ASK, channel, ts);
        fill(form(1), "", "");
    }

    private String told(FakeUser user) {
        return await().until(() -> own(slack.messages(slack.direct(user))), each -> !each.isEmpty())
                .getFirst()
                .text();
    }

    @Test
    void answersAMessageInItsThread() throws InterruptedException {
        go(world.bot(12));
        FakeUser ben = slack.user("Ben");
        String said = slack.says(ben, general, "What is a hill?");
        ask(ada, general, said);
        finished(general, said, 1);

        Turn question = history(thread(general, said)).getFirst();
        assertThat(question.author().name()).isEqualTo("Ada");
        assertThat(question.quotations()).extracting(Quotation::text).containsExactly("What is a hill?");
        assertThat(question.quotations().getFirst().author().name()).isEqualTo("Ben");
    }

    @Test
    void showsAQuestionForAllAndAsksThePersonaThatWasChosen() throws InterruptedException {
        go(world.bot(12));
        String said = slack.says(slack.user("Ben"), general, "A hill is high.");
        slack.messageShortcut(ada, SlackManifest.ASK, general, said);
        fill(form(1), "How <high>?", "coder");
        StoredMessage reply = finished(general, said, 2);

        assertThat(own(slack.thread(general, said)).getFirst().text()).isEqualTo("*Ada:* How <high>?");
        assertThat(reply.username()).isEqualTo("Coder");
        assertThat(history(thread(general, said)).getFirst().text()).isEqualTo("How <high>?");
    }

    @Test
    void takesPartInTheThreadFromThenOn() throws InterruptedException {
        go(world.bot(12));
        String said = slack.says(slack.user("Ben"), general, "What is a hill?");
        ask(ada, general, said);
        finished(general, said, 1);
        slack.says(ada, general, "And a mountain?", said);

        finished(general, said, 2);
    }

    @Test
    void goesOnFromAReply() throws InterruptedException {
        go(world.bot(12));
        String asked = slack.mentions(ada, general, "one");
        StoredMessage first = finished(general, asked, 1);
        slack.says(ada, general, "two", asked);
        finished(general, asked, 2);
        slack.messageShortcut(ada, SlackManifest.CONTINUE, general, first.ts());
        fill(form(1), "", "");
        assertThat(whispered(ada, 1).getFirst()).contains("The conversation goes on from that message");
        slack.says(ada, general, "three", asked);
        finished(general, asked, 3);

        assertThat(history(thread(general, asked)))
                .extracting(Turn::text)
                .contains("one", "three")
                .doesNotContain("two")
                .hasSize(4);
    }

    @Test
    void goesOnFromAReplyWithAQuestion() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "one");
        StoredMessage first = finished(direct, 1);
        slack.says(ada, direct, "two");
        finished(direct, 2);
        slack.messageShortcut(ada, SlackManifest.CONTINUE, direct, first.ts());
        fill(form(1), "three", "");
        finished(direct, 4);

        assertThat(history(direct(direct)))
                .extracting(Turn::text)
                .contains("one", "three")
                .doesNotContain("two")
                .hasSize(4);
    }

    @Test
    void goesOnFromSomebodysMessageWithWhatWasSaidBefore() throws InterruptedException {
        go(world.bot(12));
        FakeUser ben = slack.user("Ben");
        String root = slack.says(ben, general, "A hill is high.");
        String second = slack.says(ada, general, "How high?", root);
        slack.says(ben, general, "Never mind.", root);
        slack.messageShortcut(ada, SlackManifest.CONTINUE, general, second);
        fill(form(1), "", "");
        finished(general, root, 1);

        assertThat(history(thread(general, root)).getFirst().quotations())
                .extracting(Quotation::text)
                .containsExactly("A hill is high.", "How high?");
    }

    @Test
    void asksFromAnywhereInDirectMessages() throws InterruptedException {
        go(world.bot(12), Map.of("slack.allow.channels", general.id()));
        slack.globalShortcut(ada, SlackManifest.ASK_ANYWHERE);
        OpenView form = form(1);
        assertThat(form.title()).isEqualTo("Ask Parley");
        fill(form, "What is a hill?", "writer");
        FakeChannel direct = slack.direct(ada);
        StoredMessage reply = finished(direct, 2);

        assertThat(reply.username()).isEqualTo("Writer");
        assertThat(own(slack.messages(direct)).getFirst().text()).isEqualTo("*Ada:* What is a hill?");
        assertThat(history(direct(direct)).getFirst().text()).isEqualTo("What is a hill?");
    }

    @Test
    void saysThatAnEmptyQuestionIsNone() throws InterruptedException {
        go(world.bot(12));
        slack.globalShortcut(ada, SlackManifest.ASK_ANYWHERE);
        fill(form(1), "  ", "");

        await().until(() -> told(ada).contains("nothing to answer"));
    }

    @ParameterizedTest
    @CsvSource({"cod, coder", "WRITER, writer", "' prompt', prompter", "nobody, ''"})
    void suggestsPersonasByIdAndName(String typed, String expected) throws InterruptedException {
        go(world.bot(12));
        slack.globalShortcut(ada, SlackManifest.ASK_ANYWHERE);

        assertThat(suggested(typed)).containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected));
    }

    @Test
    void suggestsAllPersonasBeforeAnythingIsTyped() throws InterruptedException {
        go(world.bot(12));
        slack.globalShortcut(ada, SlackManifest.ASK_ANYWHERE);

        assertThat(suggested("")).containsExactlyInAnyOrder("assistant", "coder", "prompter", "writer");
    }

    private List<String> suggested(String typed) {
        Interaction suggestions = slack.suggest(ada, "parley:persona", typed, form(1));
        await().until(() -> suggestions.ack().isPresent());
        return suggestions.options().stream()
                .map((JsonNode each) -> each.path("value").asText())
                .toList();
    }

    @Test
    void tellsWhoIsNotAnswered() throws InterruptedException {
        FakeUser guest = slack.guest("Gus");
        FakeUser ben = slack.user("Ben");
        go(world.bot(12), Map.of("slack.block.users", ben.id()));
        String said = slack.says(ada, general, "What is a hill?");

        assertThat(answer(slack.messageShortcut(guest, SlackManifest.ASK, general, said)))
                .contains("not its guests");
        assertThat(answer(slack.messageShortcut(ben, SlackManifest.CONTINUE, general, said)))
                .contains("I am not set up to answer you here");
        slack.globalShortcut(ben, SlackManifest.ASK_ANYWHERE);
        assertThat(told(ben)).contains("I am not set up to answer you here");
        assertThat(slack.views()).isEmpty();
    }

    @Test
    void asksNothingByDirectMessagesWhereTheyAreOff() throws InterruptedException {
        go(world.bot(12), Map.of("slack.direct-messages", "false"));
        slack.globalShortcut(ada, SlackManifest.ASK_ANYWHERE);

        assertThat(told(ada)).contains("I do not answer direct messages");
        assertThat(slack.views()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Why?"})
    void tellsWhoAskedInAChannelWithoutTheBot(String question) throws InterruptedException {
        FakeChannel secret = slack.channelWithoutBot("secret");
        go(world.bot(12));
        String said = slack.says(ada, secret, "What is a hill?");
        slack.messageShortcut(ada, SlackManifest.ASK, secret, said);
        fill(form(1), question, "");

        assertThat(told(ada)).containsAnyOf("/invite", "I can no longer write where you asked me");
        assertThat(own(slack.messages(secret))).isEmpty();
    }

    @Test
    void saysThatTheFormCannotBeOpened() throws InterruptedException {
        go(world.bot(12));
        String said = slack.says(ada, general, "What is a hill?");
        slack.faults().refuse("views.open", "expired_trigger_id", 1);

        assertThat(answer(slack.messageShortcut(ada, SlackManifest.ASK, general, said)))
                .contains("could not be opened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"es-ES", "de-DE", "fr-FR", "ja-JP", "zh-CN"})
    void fitsInEveryLanguage(String locale) throws InterruptedException {
        FakeUser user = slack.user("Kim", locale);
        go(world.bot(12));
        String said = slack.says(ada, general, "What is a hill?");
        slack.messageShortcut(user, SlackManifest.ASK, general, said);
        String ask = form(1).title();
        slack.messageShortcut(user, SlackManifest.CONTINUE, general, said);

        assertThat(form(2).title()).isNotEqualTo("Continue from here").isNotEqualTo(ask);
    }
}
