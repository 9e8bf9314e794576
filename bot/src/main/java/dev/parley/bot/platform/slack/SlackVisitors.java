package dev.parley.bot.platform.slack;

import dev.parley.bot.access.AccessRules;
import dev.parley.bot.access.Listed;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.config.SlackWhoAndWhere;
import dev.parley.persistence.Person;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Who comes on Slack and from where, and the rules of its configuration, in the terms of all platforms. */
final class SlackVisitors {
    private final SlackSelf self;
    private final People people;
    private final UserGroups groups;
    private final Supplier<SlackSettings> settings;

    SlackVisitors(Supplier<SlackSettings> settings, SlackSelf self, People people, UserGroups groups) {
        this.self = self;
        this.people = people;
        this.groups = groups;
        this.settings = settings;
    }

    /** What the configuration says about who is answered. */
    static AccessRules rules(SlackSettings settings) {
        return new AccessRules(
                listed(settings.allow()),
                listed(settings.block()),
                settings.admins(),
                settings.bots(),
                settings.botTurns(),
                settings.directMessages(),
                settings.guests());
    }

    private static Listed listed(SlackWhoAndWhere list) {
        return new Listed(list.users(), list.groups(), list.channels(), list.workspaces());
    }

    /** Who wrote a message; may ask Slack who that is. */
    Visitor of(SlackMessage message) {
        boolean direct = message.place() != SlackMessage.Place.CHANNEL;
        // A bot has an id of its own besides that of its user, and people copy either.
        String author = message.isFromBot() && settings.get().bots().contains(message.botId())
                ? message.botId()
                : message.author();
        return of(author, message.channel(), direct, message.isFromBot(), message.team());
    }

    /**
     * Who gave a command, pressed a button or chose from a menu.
     *
     * @param user who
     * @param team the workspace that Slack says this person comes from
     * @param channel where
     * @param direct whether that is a direct message, of one person or of several
     */
    Visitor of(String user, String team, String channel, boolean direct) {
        return of(user, channel, direct, false, team);
    }

    private Visitor of(String author, String channel, boolean direct, boolean fromBot, String team) {
        People.Known known = author.startsWith("B") ? People.Known.NOBODY : people.of(author);
        boolean elsewhere = isElsewhere(team) || isElsewhere(known.team());
        return new Visitor(
                new Person(SlackAddressing.PLATFORM, author),
                roles(author),
                direct ? "" : self.teamId(),
                channel,
                null,
                direct,
                fromBot || known.bot(),
                elsewhere || known.guest());
    }

    /** Where it cannot be found out, nobody is let in by a group, and nobody gets past one that is blocked. */
    private Set<String> roles(String author) {
        SlackSettings now = settings.get();
        Set<String> roles = new HashSet<>(groups.of(author, now.allow().groups(), false));
        roles.addAll(groups.of(author, now.block().groups(), true));
        return roles;
    }

    /** Another company's; the other workspaces of the same organisation have its id. */
    private boolean isElsewhere(String team) {
        return !team.isEmpty()
                && !team.equals(self.teamId())
                && (self.enterpriseId().isEmpty() || !team.equals(self.enterpriseId()));
    }
}
