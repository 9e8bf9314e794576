package dev.parley.bot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Person;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccessTest {
    private static final Decision ANSWERED = new Decision.Respond();
    private static final Listed NOBODY = Listed.nobody();

    private final Hand clock = new Hand();
    private final RecentRefusals recent = new RecentRefusals(clock);

    private Access access(Listed allow, Listed block) {
        return access(allow, block, new LimitsSettings(0, 0));
    }

    private Access access(LimitsSettings limits) {
        return access(NOBODY, NOBODY, limits);
    }

    /** With an administrator "boss", and a bot "other" that is answered twice in a row. */
    private Access access(Listed allow, Listed block, LimitsSettings limits) {
        return access(new AccessRules(allow, block, Set.of("boss"), Set.of("other"), 2, true), limits);
    }

    private Access access(AccessRules rules, LimitsSettings limits) {
        Words words = Words.english();
        return new Access(() -> rules, new Limits(() -> limits, words, clock), recent, words, clock);
    }

    private static Visitor person(String id, String... roles) {
        return in("server", "channel", null, id, roles);
    }

    private static Visitor in(String server, String channel, @Nullable String parent, String id, String... roles) {
        return new Visitor(new Person("discord", id), Set.of(roles), server, channel, parent, false, false);
    }

    private static Visitor direct(String id) {
        return new Visitor(new Person("discord", id), Set.of(), "", "dm", null, true, false);
    }

    private static Visitor bot(String id, String channel, @Nullable String parent) {
        return new Visitor(new Person("discord", id), Set.of(), "server", channel, parent, false, true);
    }

    private static Listed users(String... ids) {
        return new Listed(Set.of(ids), Set.of(), Set.of(), Set.of());
    }

    private static Listed roles(String... ids) {
        return new Listed(Set.of(), Set.of(ids), Set.of(), Set.of());
    }

    private static Listed channels(String... ids) {
        return new Listed(Set.of(), Set.of(), Set.of(ids), Set.of());
    }

    private static Listed servers(String... ids) {
        return new Listed(Set.of(), Set.of(), Set.of(), Set.of(ids));
    }

    private List<String> reasons() {
        return recent.latest().stream().map(RecentRefusals.Refusal::reason).toList();
    }

    private static String refused(Decision decision) {
        return decision instanceof Decision.Refuse(String words) ? words : "not refused: " + decision;
    }

    @Test
    void followsRulesAndLimitsThatChange() {
        var rules = new AtomicReference<>(new AccessRules(NOBODY, NOBODY, Set.of(), Set.of(), 2, true));
        var limits = new AtomicReference<>(new LimitsSettings(0, 0));
        Words words = Words.english();
        Access access = new Access(rules::get, new Limits(limits::get, words, clock), recent, words, clock);
        assertThat(access.decide(person("anna"))).isEqualTo(new Decision.Respond());
        assertThat(access.isAdmin(new Person("discord", "anna"))).isFalse();

        limits.set(new LimitsSettings(1, 0));
        assertThat(access.decide(person("anna"))).isEqualTo(new Decision.Respond());
        assertThat(access.decide(person("anna"))).isInstanceOf(Decision.Refuse.class);

        rules.set(new AccessRules(NOBODY, NOBODY, Set.of("anna"), Set.of(), 2, true));
        assertThat(access.isAdmin(new Person("discord", "anna"))).isTrue();
        assertThat(access.decide(person("anna"))).isEqualTo(new Decision.Respond());

        rules.set(new AccessRules(NOBODY, users("ben"), Set.of(), Set.of(), 2, true));
        assertThat(access.decide(person("ben"))).isInstanceOf(Decision.Ignore.class);
    }

    @Test
    void answersEverybodyEverywhereWhereNothingIsListed() {
        Access access = access(NOBODY, NOBODY);

        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(direct("anna"))).isEqualTo(ANSWERED);
        assertThat(recent.latest()).isEmpty();
    }

    @Test
    void answersPeopleByNameOrByRole() {
        Access access = access(new Listed(Set.of("anna"), Set.of("staff"), Set.of(), Set.of()), NOBODY);

        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(person("ben", "guests", "staff"))).isEqualTo(ANSWERED);
        assertThat(refused(access.decide(person("carl", "guests")))).startsWith("I answer the people");
    }

    @Test
    void refusesWhoIsOnNoListInDirectMessagesToo() {
        assertThat(refused(access(users("anna"), NOBODY).decide(direct("ben")))).startsWith("I answer the people");
    }

    @Test
    void staysSilentInServersThatAreNotListed() {
        Access access = access(servers("server"), NOBODY);

        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(in("elsewhere", "channel", null, "anna")))
                .isEqualTo(new Decision.Ignore("this place is not on the allow list"));
    }

    @Test
    void staysSilentInChannelsThatAreNotListedAndAnswersInTheirThreads() {
        Access access = access(channels("channel", "single"), NOBODY);

        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(in("server", "thread", "channel", "anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(in("server", "single", "unlisted", "anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(in("server", "thread", "unlisted", "anna"))).isInstanceOf(Decision.Ignore.class);
    }

    @Test
    void aListedChannelOfAServerThatIsNotListedIsNotAllowed() {
        Access access = access(new Listed(Set.of(), Set.of(), Set.of("channel"), Set.of("server")), NOBODY);

        assertThat(access.decide(in("elsewhere", "channel", null, "anna"))).isInstanceOf(Decision.Ignore.class);
    }

    @Test
    void listsOfPlacesDoNotTouchDirectMessages() {
        assertThat(access(new Listed(Set.of(), Set.of(), Set.of("channel"), Set.of("server")), NOBODY)
                        .decide(direct("anna")))
                .isEqualTo(ANSWERED);
    }

    @Test
    void blockedComesBeforeAllowed() {
        assertThat(access(users("anna"), users("anna")).decide(person("anna")))
                .isEqualTo(new Decision.Ignore("this person is on the block list"));
        assertThat(access(users("anna"), roles("guests")).decide(person("anna", "guests")))
                .isEqualTo(new Decision.Ignore("this person is on the block list"));
        assertThat(access(channels("channel"), channels("channel")).decide(person("anna")))
                .isEqualTo(new Decision.Ignore("this place is on the block list"));
        assertThat(access(servers("server"), servers("server")).decide(person("anna")))
                .isEqualTo(new Decision.Ignore("this place is on the block list"));
    }

    @Test
    void blocksTheThreadsOfABlockedChannel() {
        assertThat(access(NOBODY, channels("channel")).decide(in("server", "thread", "channel", "anna")))
                .isInstanceOf(Decision.Ignore.class);
    }

    @Test
    void adminsPassListsOfPeopleAndLimits() {
        Access access = access(users("anna"), roles("guests"), new LimitsSettings(1, 1));
        access.charge(person("boss").person(), 1000);

        assertThat(access.decide(person("boss", "guests"))).isEqualTo(ANSWERED);
        assertThat(access.decide(person("boss", "guests"))).isEqualTo(ANSWERED);
        assertThat(access.isAdmin(person("boss").person())).isTrue();
        assertThat(access.isAdmin(person("anna").person())).isFalse();
    }

    @Test
    void adminsAreNotAnsweredInPlacesThatAreClosed() {
        assertThat(access(NOBODY, channels("channel")).decide(person("boss"))).isInstanceOf(Decision.Ignore.class);
        assertThat(access(servers("elsewhere"), NOBODY).decide(person("boss"))).isInstanceOf(Decision.Ignore.class);
    }

    @Test
    void refusesDirectMessagesWhereTheyAreOff() {
        Access access = access(new AccessRules(NOBODY, NOBODY, Set.of(), Set.of(), 1, false), new LimitsSettings(0, 0));

        assertThat(refused(access.decide(direct("anna")))).startsWith("I do not answer direct messages");
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
    }

    @Test
    void neverAnswersABlockedPersonNotEvenThatDirectMessagesAreOff() {
        Access access =
                access(new AccessRules(NOBODY, users("anna"), Set.of(), Set.of(), 1, false), new LimitsSettings(0, 0));

        assertThat(access.decide(direct("anna"))).isInstanceOf(Decision.Ignore.class);
    }

    private static Visitor guest(String id) {
        return new Visitor(new Person("slack", id), Set.of(), "team", "channel", null, false, false, true);
    }

    private Access withGuests(boolean answered) {
        return access(
                new AccessRules(NOBODY, NOBODY, Set.of("boss"), Set.of(), 1, true, answered), new LimitsSettings(0, 0));
    }

    @Test
    void keepsGuestsOutWithWordsAndAReason() {
        assertThat(refused(withGuests(false).decide(guest("gus")))).startsWith("Here I answer the people of this");
        assertThat(reasons()).containsExactly("a guest, or somebody of another company");
    }

    @Test
    void answersGuestsWhereTheyAreWelcomeAndAdminsWhereverTheyAreFrom() {
        assertThat(withGuests(true).decide(guest("gus"))).isEqualTo(ANSWERED);
        assertThat(withGuests(false).decide(guest("boss"))).isEqualTo(ANSWERED);
    }

    @Test
    void leavesOtherBotsAloneUnlessTheyAreListed() {
        Access access = access(users("anna"), NOBODY);

        assertThat(access.decide(bot("stranger", "channel", null)))
                .isEqualTo(new Decision.Ignore("a bot that is not listed"));
        assertThat(access.decide(bot("other", "channel", null))).isEqualTo(ANSWERED);
    }

    @Test
    void endsATalkOfBotsAfterSoManyTurnsUntilAPersonSpeaks() {
        Access access = access(NOBODY, NOBODY);
        Visitor other = bot("other", "channel", null);
        assertThat(IntStream.range(0, 5).mapToObj(_ -> access.decide(other)))
                .containsExactly(
                        ANSWERED,
                        ANSWERED,
                        new Decision.Ignore("replies in a row to bots here: 2"),
                        new Decision.Ignore("replies in a row to bots here: 2"),
                        new Decision.Ignore("replies in a row to bots here: 2"));

        access.decide(person("anna"));

        assertThat(access.decide(other)).isEqualTo(ANSWERED);
    }

    @Test
    void aPersonNeedNotSpeakToParleyToBreakTheRow() {
        Access access = access(NOBODY, NOBODY);
        Visitor other = bot("other", "channel", null);
        access.decide(other);
        access.decide(other);

        access.heard(other);
        assertThat(access.decide(other)).isInstanceOf(Decision.Ignore.class);
        access.heard(person("anna"));
        assertThat(access.decide(other)).isEqualTo(ANSWERED);
    }

    @Test
    void countsTurnsWithBotsInAChannelAndItsThreadsTogetherAndOtherChannelsApart() {
        Access access = access(NOBODY, NOBODY);
        access.decide(bot("other", "channel", null));
        access.decide(bot("other", "first thread", "channel"));

        assertThat(access.decide(bot("other", "second thread", "channel"))).isInstanceOf(Decision.Ignore.class);
        assertThat(access.decide(bot("other", "elsewhere", null))).isEqualTo(ANSWERED);
    }

    @Test
    void neverSaysToABotThatItIsRefused() {
        Access access = access(new LimitsSettings(1, 0));
        access.decide(bot("other", "channel", null));

        assertThat(access.decide(bot("other", "channel", null)))
                .isEqualTo(new Decision.Ignore("more messages than 1 a minute"));
    }

    @Test
    void takesSoManyMessagesAMinuteAndSaysWhenTheNextIsPossible() {
        Access access = access(new LimitsSettings(2, 0));
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        clock.move(Duration.ofMillis(4_500));

        assertThat(refused(access.decide(person("anna"))))
                .isEqualTo("That is quick: I take 2 messages a minute from each person. The next one is possible in"
                        + " 26 s.");
        assertThat(access.decide(person("ben"))).isEqualTo(ANSWERED);
    }

    @Test
    void answersAgainAtTheTimeThatItSaid() {
        Access access = access(new LimitsSettings(1, 0));
        access.decide(person("anna"));
        clock.move(Duration.ofSeconds(20));
        assertThat(refused(access.decide(person("anna")))).endsWith("in 40 s.");

        clock.move(Duration.ofMillis(39_999));
        assertThat(refused(access.decide(person("anna")))).endsWith("in 1 s.");
        clock.move(Duration.ofMillis(1));
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
    }

    @Test
    void whatCostsNoGenerationIsNotLimited() {
        Access access = access(users("anna"), NOBODY, new LimitsSettings(1, 1));
        access.charge(person("anna").person(), 1);

        assertThat(access.admit(person("anna"), Words.english())).isEqualTo(ANSWERED);
        assertThat(access.admit(person("anna"), Words.english())).isEqualTo(ANSWERED);
        assertThat(access.admit(person("ben"), Words.english())).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void refusesInThePersonsLanguageAndKeepsTheReasonInTheTeams() {
        Access access = access(new LimitsSettings(1, 0));
        assertThat(access.decide(person("anna"), Language.FR.words())).isEqualTo(ANSWERED);

        assertThat(refused(access.decide(person("anna"), Language.FR.words())))
                .isEqualTo(
                        "C’est rapide\u00a0: je prends un message par minute de chaque personne. Le prochain sera possible dans 60 s.");
        assertThat(reasons()).containsExactly("more messages than 1 a minute");
    }

    @Test
    void answersUntilTheTokensOfTheDayAreUsedUpAndSaysWhenThereAreMore() {
        Access access = access(new LimitsSettings(0, 1000));
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        access.charge(person("anna").person(), 999);
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        clock.move(Duration.ofMinutes(30));
        access.charge(person("anna").person(), 50_000);

        assertThat(refused(access.decide(person("anna"))))
                .isEqualTo("Your 1,000 tokens for a day are used up. I can answer you again in 23 h 30 min.");
        assertThat(access.decide(person("ben"))).isEqualTo(ANSWERED);
        clock.move(Duration.ofHours(22).plusMinutes(30));
        assertThat(refused(access.decide(person("anna")))).endsWith("in 60 min.");
        clock.move(Duration.ofMinutes(59));
        assertThat(refused(access.decide(person("anna")))).endsWith("in 60 s.");
        clock.move(Duration.ofMinutes(1));
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
        access.charge(person("anna").person(), 999);
        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
    }

    @Test
    void aMessageThatIsRefusedForItsTokensCountsNotAsOneOfTheMinute() {
        Access access = access(new LimitsSettings(1, 10));
        access.charge(person("anna").person(), 10);
        clock.move(Duration.ofDays(1).minusSeconds(1));
        assertThat(access.decide(person("anna"))).isInstanceOf(Decision.Refuse.class);
        clock.move(Duration.ofSeconds(1));

        assertThat(access.decide(person("anna"))).isEqualTo(ANSWERED);
    }

    @Test
    void takesTheLargestLimits() {
        Access access = access(new LimitsSettings(10_000, 1_000_000_000_000L));
        access.charge(person("anna").person(), Long.MAX_VALUE);

        assertThat(refused(access.decide(person("anna")))).endsWith("in 24 h 0 min.");
    }

    @Test
    void chargesWhatWasReadAnewAndWhatWasWritten() {
        assertThat(Access.cost(new Generation("p", "m", null, "hash", 100, 80, 7, 1, 1, 1, Finish.STOP, 0)))
                .isEqualTo(27);
    }

    @Test
    void refusesAFloodOnlyFiveTimesAMinuteInWords() {
        Access access = access(users("anna"), NOBODY);

        assertThat(IntStream.range(0, 100)
                        .mapToObj(_ -> access.decide(person("ben")))
                        .filter(Decision.Refuse.class::isInstance))
                .hasSize(5);
        clock.move(Duration.ofMinutes(1));
        assertThat(access.decide(person("ben"))).isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void keepsTheLatestTwentyReasonsWithWhoAndWhere() {
        Access access = access(servers("server"), roles("guests"));
        for (int i = 0; i < 30; i++) {
            access.decide(in("elsewhere", "c" + i, null, "anna"));
        }
        clock.move(Duration.ofSeconds(5));
        access.decide(person("ben", "guests"));

        assertThat(recent.latest()).hasSize(20);
        assertThat(recent.latest().getFirst())
                .isEqualTo(new RecentRefusals.Refusal(
                        clock.instant(),
                        new Person("discord", "ben"),
                        "server/channel",
                        "this person is on the block list"));
        assertThat(recent.latest().getLast().place()).isEqualTo("elsewhere/c11");
    }

    @Test
    void keepsTheReasonOfWhatIsRefusedInWords() {
        Access access = access(users("anna"), NOBODY, new LimitsSettings(1, 0));
        access.decide(person("ben"));
        access.decide(person("anna"));
        access.decide(person("anna"));

        assertThat(reasons()).containsExactly("more messages than 1 a minute", "this person is not on the allow list");
    }
}
