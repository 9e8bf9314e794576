package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Interaction;
import dev.parley.persistence.BindingSubject;
import dev.parley.persistence.Person;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Home tab. */
final class SlackHomeTest extends SlackTest {
    private String home(FakeUser user, Predicate<String> expected) {
        return await().until(() -> slack.home(user).path("blocks").toString(), expected);
    }

    private String opened(FakeUser user) {
        slack.opensHome(user);
        return home(user, each -> !each.isEmpty());
    }

    private void press(FakeUser user, String action) {
        slack.press(slack.homeView(user), "parley:home:" + action, "");
    }

    private boolean hasPersona(FakeUser user) {
        return !world.database()
                .personalData()
                .stored(new Person("slack", user.id()))
                .bindings()
                .isEmpty();
    }

    @Test
    void showsWhatIsOnesOwn() throws InterruptedException {
        go(world.bot(12));
        FakeUser ben = slack.user("Ben");
        String asked = slack.mentions(ada, general, "What is a <hill>?");
        finished(general, asked, 1);
        String bens = slack.mentions(ben, general, "A secret of Ben's");
        finished(general, bens, 1);

        assertThat(opened(ada))
                .contains(
                        "assistant answers you here",
                        "What is a &lt;hill&gt;?",
                        "1 of my messages",
                        "1 replies to them")
                .contains("archives/" + general.id() + "/p" + asked.replace(".", ""))
                .contains("1 reply,")
                .doesNotContain("secret", "The engine and the line", "The usual one");
    }

    @Test
    void showsWhoHasWrittenNothingYet() throws InterruptedException {
        go(world.bot(12));

        assertThat(opened(ada)).contains("There are none yet", "no replies");
    }

    @Test
    void showsTheEngineAndTheLineToAdmins() throws InterruptedException {
        go(world.bot(12), Map.of("slack.admins", ada.id()));

        assertThat(opened(ada)).contains("The engine and the line", "tiny answers", "0 of 4 replies running");
    }

    @Test
    void setsAndTakesBackMyPersona() throws InterruptedException {
        go(world.bot(12));
        opened(ada);
        slack.press(slack.homeView(ada), "parley:home:persona", "coder");
        assertThat(home(ada, each -> each.contains("The usual one"))).contains("coder answers you here");
        assertThat(hasPersona(ada)).isTrue();

        press(ada, "usual");
        assertThat(home(ada, each -> !each.contains("The usual one"))).contains("assistant answers you here");
        assertThat(hasPersona(ada)).isFalse();
    }

    @Test
    void suggestsPersonas() throws InterruptedException {
        go(world.bot(12));
        opened(ada);
        Interaction suggestions = slack.suggest(ada, "parley:home:persona", "cod", slack.homeView(ada));
        await().until(() -> suggestions.ack().isPresent());

        assertThat(suggestions.options())
                .extracting(each -> each.path("value").asText())
                .containsExactly("coder");
    }

    @Test
    void sendsEverything() throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "What is a hill?");
        finished(direct, 1);
        opened(ada);
        press(ada, "export");
        await().until(() -> !slack.uploads().isEmpty());

        var file = slack.uploads().getFirst();
        assertThat(file.channel()).isEqualTo(direct.id());
        assertThat(new String(file.bytes(), StandardCharsets.UTF_8)).contains("What is a hill?");
    }

    @Test
    void saysWhenTheFileCannotBeSent() throws InterruptedException {
        go(world.bot(12));
        slack.faults().withoutScope("files:write");
        opened(ada);
        press(ada, "export");

        await().until(() -> own(slack.messages(slack.direct(ada))).toString().contains("could not be sent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forget-all", "forget-hour"})
    void forgetsAndShowsIt(String action) throws InterruptedException {
        go(world.bot(12));
        FakeChannel direct = slack.direct(ada);
        slack.says(ada, direct, "What is a hill?");
        finished(direct, 1);
        opened(ada);
        press(ada, action);

        assertThat(home(ada, each -> each.contains("There are none yet"))).contains("0 of my messages");
        assertThat(history(direct(direct))).isEmpty();
    }

    @Test
    void showsNothingOfItselfWhereSomebodyOpensTheMessages() throws InterruptedException {
        go(world.bot(12));
        slack.opensMessages(ada);
        opened(slack.user("Ben"));

        assertThat(slack.home(ada).isMissingNode()).isTrue();
    }

    @Test
    void saysWhoAnswersEverybody() throws InterruptedException {
        go(world.bot(12));
        BindingSubject everybody = BindingSubject.workspace(thread(general, ""));
        world.database().bindings().bind(everybody, "writer");
        try {
            assertThat(opened(ada)).contains("writer answers you here (for everyone)");
        } finally {
            boolean _ = world.database().bindings().unbind(everybody);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"es-ES", "de-DE", "fr-FR", "ja-JP", "zh-CN"})
    void isInTheLanguageOfWhoReadsIt(String locale) throws InterruptedException {
        FakeUser kim = slack.user("Kim", locale);
        go(world.bot(12), Map.of("slack.admins", kim.id()));
        FakeChannel direct = slack.direct(kim);
        slack.says(kim, direct, "What is a hill?");
        finished(direct, 1);

        assertThat(opened(kim)).doesNotContain("My conversations", "What I used");
    }
}
