package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.access.AccessRules;
import dev.parley.bot.access.Listed;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.platform.slack.SlackMessage.Place;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.persistence.Person;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who comes, as Slack says when it is asked. */
final class SlackVisitorsTest {
    private final FakeSlack slack = FakeSlack.start();
    private final FakeUser ada = slack.user("Ada", "es-ES");
    private Wired wired;

    @AfterEach
    void close() {
        wired.close();
        slack.close();
    }

    private SlackVisitors visitors(Map<String, String> settings) throws InterruptedException {
        wired = new Wired(slack, settings);
        return new SlackVisitors(() -> wired.settings, wired.self(), wired.people(), wired.groups());
    }

    private static SlackMessage from(FakeUser user, Place place, String channel) {
        return new SlackMessage(channel, place, "1.2", "", "", user.id(), "", "", user.team(), "hello", List.of());
    }

    private Visitor person(String id, Set<String> groups, boolean guest) {
        return new Visitor(new Person("slack", id), groups, slack.teamId(), "C1", null, false, false, guest);
    }

    @Test
    void aMemberInAChannelIsNoGuest() throws Exception {
        assertThat(visitors(Map.of()).of(from(ada, Place.CHANNEL, "C1"))).isEqualTo(person(ada.id(), Set.of(), false));
    }

    @Test
    void aDirectMessageIsInNoWorkspace() throws Exception {
        assertThat(visitors(Map.of()).of(from(ada, Place.DIRECT, "D1")))
                .isEqualTo(new Visitor(new Person("slack", ada.id()), Set.of(), "", "D1", null, true, false, false));
    }

    @Test
    void aGroupIsADirectMessageToo() throws Exception {
        assertThat(visitors(Map.of()).of(from(ada, Place.GROUP, "G1")).directMessage())
                .isTrue();
    }

    @Test
    void aGuestIsOne() throws Exception {
        FakeUser guest = slack.guest("Gus");

        assertThat(visitors(Map.of()).of(from(guest, Place.CHANNEL, "C1")).guest())
                .isTrue();
    }

    @Test
    void somebodyOfAnotherCompanyIsAGuest() throws Exception {
        FakeUser stranger = slack.stranger("Sam");

        assertThat(visitors(Map.of()).of(from(stranger, Place.CHANNEL, "C1")).guest())
                .isTrue();
    }

    @Test
    void anotherBotIsOne() throws Exception {
        FakeUser other = slack.otherBot("Builds");

        assertThat(visitors(Map.of()).of(from(other, Place.CHANNEL, "C1")).bot())
                .isTrue();
    }

    @Test
    void aBotMayBeListedByEitherId() throws Exception {
        var message = new SlackMessage("C1", Place.CHANNEL, "1.2", "", "", "U77", "B77", "", "", "hello", List.of());

        assertThat(visitors(Map.of("slack.bots", "B77")).of(message).person().id())
                .isEqualTo("B77");
    }

    @Test
    void groupsAreAskedForOnlyWhereTheyAreListed() throws Exception {
        slack.userGroup("ops", ada);
        visitors(Map.of()).of(from(ada, Place.CHANNEL, "C1"));

        assertThat(slack.requests("usergroups.users.list")).isEmpty();
    }

    @Test
    void aPersonIsInTheListedGroupsThatTheyAreIn() throws Exception {
        String ops = slack.userGroup("ops", ada);
        String sales = slack.userGroup("sales", slack.user("Ben"));

        assertThat(visitors(Map.of("slack.allow.groups", ops, "slack.block.groups", sales))
                        .of(from(ada, Place.CHANNEL, "C1")))
                .isEqualTo(person(ada.id(), Set.of(ops), false));
    }

    @Test
    void theDoorStaysShutWhereGroupsCannotBeAskedFor() throws Exception {
        slack.faults().refuse("usergroups.users.list", "internal_error");

        assertThat(visitors(Map.of("slack.allow.groups", "S111", "slack.block.groups", "S222"))
                        .of(from(ada, Place.CHANNEL, "C1"))
                        .roles())
                .containsExactly("S222");
    }

    @Test
    void somebodyIsAskedAboutOnce() throws Exception {
        SlackVisitors visitors = visitors(Map.of());
        visitors.of(from(ada, Place.CHANNEL, "C1"));
        visitors.of(ada.id(), ada.team(), "C1", false);

        assertThat(slack.requests("users.info")).hasSize(1);
    }

    @Test
    void peopleHaveNamesAndLanguages() throws Exception {
        visitors(Map.of());
        People people = wired.people();

        assertThat(people.of(ada.id()).name()).isEqualTo("Ada");
        assertThat(people.of(ada.id()).locale()).isEqualTo(Locale.forLanguageTag("es-ES"));
        assertThat(people.person("U404")).isEqualTo("U404");
    }

    @Test
    void groupsHaveHandles() throws Exception {
        String ops = slack.userGroup("ops", ada);
        visitors(Map.of());

        assertThat(wired.people().group(ops)).isEqualTo("ops");
    }

    @Test
    void theRulesAreThoseOfTheConfiguration() throws Exception {
        visitors(Map.of(
                "slack.allow.users", "U11",
                "slack.allow.workspaces", "T22",
                "slack.block.groups", "S33",
                "slack.block.channels", "C44",
                "slack.admins", "U55",
                "slack.bots", "B66",
                "slack.bot-turns", "7",
                "slack.direct-messages", "no",
                "slack.guests", "yes"));

        assertThat(SlackVisitors.rules(wired.settings))
                .isEqualTo(new AccessRules(
                        new Listed(Set.of("U11"), Set.of(), Set.of(), Set.of("T22")),
                        new Listed(Set.of(), Set.of("S33"), Set.of("C44"), Set.of()),
                        Set.of("U55"),
                        Set.of("B66"),
                        7,
                        false,
                        true));
    }
}
