package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.platform.slack.SlackAddressing.Heard;
import dev.parley.bot.platform.slack.SlackMessage.Place;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Database;
import dev.parley.persistence.Incoming;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages are for Parley, and to which conversation they belong. */
final class SlackAddressingTest {
    private static final SlackSelf SELF =
            new SlackSelf("T1", "Team", "U0BOT", "B0BOT", "parley", "", "https://team.slack.com/", Set.of());
    private static final String ROOT = "1700000000.000100";

    private final Database database = Database.inMemory();
    private final SlackAddressing addressing = new SlackAddressing(
            SELF,
            database.conversations(),
            new SlackInbound.Names() {
                @Override
                public String person(String id) {
                    return id.equals("U1") ? "Ada" : id;
                }

                @Override
                public String group(String id) {
                    return id;
                }
            },
            channel -> channel.equals("C8"));
    private int micros = 200;

    @AfterEach
    void close() {
        database.close();
    }

    private static SlackMessage message(Place place, String channel, String ts, String thread, String text) {
        return new SlackMessage(channel, place, ts, thread, "", "U1", "", "", "T1", text, List.of());
    }

    private Heard hear(SlackMessage message) {
        return hear(message, false);
    }

    private Heard hear(SlackMessage message, boolean mention) {
        return addressing.heard(addressing.placed(new SlackEvent.Written("Ev", message, mention)));
    }

    /** In a channel's thread, later than what was said before. */
    private Heard inThread(String text) {
        return hear(message(Place.CHANNEL, "C1", "1700000000.000" + micros++, ROOT, text));
    }

    private static Incoming question(Heard heard) {
        return ((Heard.Question) heard).incoming();
    }

    private static ConversationKey key(String workspace, String channel, String thread) {
        return new ConversationKey("slack", workspace, channel, thread);
    }

    @Test
    void aMentionBeginsAConversationInItsOwnThread() {
        Incoming incoming = question(hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> what is up?")));

        assertThat(incoming)
                .isEqualTo(new Incoming(
                        key("T1", "C1", ROOT),
                        new Author("slack", "U1", "Ada"),
                        "C1:" + ROOT,
                        "what is up?",
                        Instant.ofEpochSecond(1_700_000_000L, 100_000)));
    }

    @Test
    void aMentionInAThreadBelongsToTheThread() {
        assertThat(question(inThread("and <@U0BOT>?")).key()).isEqualTo(key("T1", "C1", ROOT));
    }

    @Test
    void theEventOfTheMentionAndThatOfTheMessageAreTheSame() {
        SlackMessage message = message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello");
        Incoming mention = question(hear(message, true));

        assertThat(question(hear(message))).isEqualTo(mention);
    }

    @Test
    void whatIsSaidInAChannelToOthersIsNotForParley() {
        assertThat(hear(message(Place.CHANNEL, "C1", ROOT, "", "good morning"))).isEqualTo(new Heard.Nothing());
    }

    @Test
    void aThreadInWhichParleyTakesPartNeedsNoFurtherMention() {
        hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello"));

        assertThat(question(inThread("and now?")).key()).isEqualTo(key("T1", "C1", ROOT));
    }

    @Test
    void anotherThreadIsNotForParley() {
        hear(message(Place.CHANNEL, "C1", "1600000000.000001", "", "<@U0BOT> hello"));

        assertThat(inThread("and now?")).isEqualTo(new Heard.Nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<@U2> what do you think?", "<!here> look", "<!subteam^S1> look"})
    void whoTurnsToSomebodyElseLeavesParleyOut(String text) {
        hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello"));

        assertThat(inThread(text)).isEqualTo(new Heard.Nothing());
        assertThat(inThread("and now?")).isEqualTo(new Heard.Nothing());
    }

    @Test
    void aMentionBringsParleyBack() {
        hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello"));
        inThread("<@U2> what do you think?");
        inThread("<@U0BOT> and you?");

        assertThat(inThread("well?")).isInstanceOf(Heard.Question.class);
    }

    @Test
    void whatComesAgainLaterSettlesNothing() {
        hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello"));
        SlackMessage toBen = message(Place.CHANNEL, "C1", "1700000000.000150", ROOT, "<@U2> what do you think?");
        hear(toBen);
        inThread("<@U0BOT> and you?");
        hear(toBen);

        assertThat(inThread("well?")).isInstanceOf(Heard.Question.class);
    }

    @Test
    void bothMayBeMentioned() {
        hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> hello"));

        assertThat(inThread("<@U2> and <@U0BOT>, look")).isInstanceOf(Heard.Question.class);
    }

    @Test
    void everyDirectMessageIsForParleyInOneConversation() {
        assertThat(question(hear(message(Place.DIRECT, "D1", ROOT, "", "hello")))
                        .key())
                .isEqualTo(key("", "D1", ""));
    }

    @Test
    void theAgentViewHasAConversationForEachThread() {
        assertThat(question(hear(message(Place.DIRECT, "D1", "1700000000.000300", ROOT, "hello")))
                        .key())
                .isEqualTo(key("", "D1", ROOT));
    }

    @Test
    void everyMessageOfAGroupIsForParleyAndSharedByAll() {
        ConversationKey key =
                question(hear(message(Place.GROUP, "G1", ROOT, "", "hello"))).key();

        assertThat(key).isEqualTo(key("T1", "G1", ""));
        assertThat(key.isShared()).isTrue();
    }

    @Test
    void aMentionInAGroupBelongsWhereTheRestDoes() {
        hear(message(Place.GROUP, "C7", ROOT, "", "hello"));
        SlackMessage mention = message(Place.CHANNEL, "C7", "1700000000.000300", "", "<@U0BOT> hello");

        assertThat(question(hear(mention, true)).key()).isEqualTo(key("T1", "C7", ""));
    }

    @Test
    void aMentionThatComesBeforeAllElseOfItsGroupBelongsThereToo() {
        assertThat(question(hear(message(Place.CHANNEL, "C8", ROOT, "", "<@U0BOT> hello"), true))
                        .key())
                .isEqualTo(key("T1", "C8", ""));
    }

    @Test
    void parleysOwnMessagesAreNot() {
        var own = new SlackMessage("D1", Place.DIRECT, ROOT, "", "", "U0BOT", "B0BOT", "", "T1", "hello", List.of());
        var named = new SlackMessage("D1", Place.DIRECT, ROOT, "", "", "", "B0BOT", "Coder", "T1", "hello", List.of());

        assertThat(hear(own)).isEqualTo(new Heard.Nothing());
        assertThat(hear(named)).isEqualTo(new Heard.Nothing());
    }

    @Test
    void anotherBotIsCalledByItsOwnName() {
        var other = new SlackMessage(
                "C1", Place.CHANNEL, ROOT, "", "", "U7", "B7", "Builds", "T1", "<@U0BOT> done", List.of());

        assertThat(question(hear(other)).author()).isEqualTo(new Author("slack", "U7", "Builds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!persona coder", "!Persona coder", "  !persona coder"})
    void anExclamationMarkAndACommandWordAreACommand(String text) {
        assertThat(hear(message(Place.DIRECT, "D1", ROOT, "", text)))
                .isEqualTo(new Heard.Order(
                        key("", "D1", ""),
                        new Author("slack", "U1", "Ada"),
                        "D1:" + ROOT,
                        text.strip().substring(1)));
    }

    @Test
    void aMentionMayStandBeforeIt() {
        assertThat(hear(message(Place.CHANNEL, "C1", ROOT, "", "<@U0BOT> !stop")))
                .isInstanceOfSatisfying(
                        Heard.Order.class, order -> assertThat(order.line()).isEqualTo("stop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!important: read this", "! stop", "!", "!!stop", "stop!"})
    void otherExclamationsAreQuestions(String text) {
        assertThat(hear(message(Place.DIRECT, "D1", ROOT, "", text))).isInstanceOf(Heard.Question.class);
    }
}
