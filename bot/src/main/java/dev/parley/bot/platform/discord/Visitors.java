package dev.parley.bot.platform.discord;

import dev.parley.bot.access.AccessRules;
import dev.parley.bot.access.Listed;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.WhoAndWhere;
import dev.parley.persistence.Person;
import java.util.HashSet;
import java.util.Set;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.ISnowflake;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.entities.channel.Channel;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.interactions.Interaction;
import org.jspecify.annotations.Nullable;

/** Who comes on Discord and from where, and the rules of its configuration, in the terms of all platforms. */
final class Visitors {
    private Visitors() {}

    static AccessRules rules(DiscordSettings settings) {
        return new AccessRules(
                listed(settings.allow()),
                listed(settings.block()),
                settings.admins(),
                settings.bots(),
                settings.botTurns(),
                settings.directMessages());
    }

    private static Listed listed(WhoAndWhere list) {
        return new Listed(list.users(), list.roles(), list.channels(), list.servers());
    }

    /** Who wrote a message. A webhook is a bot with an id of its own. */
    static Visitor of(Message message) {
        User author = message.getAuthor();
        return of(
                author,
                author.isBot() || author.isSystem() || message.isWebhookMessage(),
                message.getMember(),
                message.isFromGuild() ? message.getGuild() : null,
                message.getChannel());
    }

    /** Who gave a command, pressed a button or chose from a menu. */
    static Visitor of(Interaction event) {
        return of(event.getUser(), false, event.getMember(), event.getGuild(), event.getChannel());
    }

    private static Visitor of(
            User user, boolean bot, @Nullable Member member, @Nullable Guild guild, @Nullable Channel channel) {
        // Where Parley is no member, JDA knows neither roles nor the channel of a thread, and throws when asked.
        Guild known = guild == null || guild.isDetached() ? null : guild;
        return new Visitor(
                new Person(DiscordBot.PLATFORM, user.getId()),
                known != null && member != null ? roles(member, known) : Set.of(),
                guild == null ? "" : guild.getId(),
                channel == null ? "" : channel.getId(),
                known != null && channel instanceof ThreadChannel thread
                        ? thread.getParentChannel().getId()
                        : null,
                guild == null,
                bot);
    }

    /** With the role that everybody in the server has, and JDA does not name. */
    private static Set<String> roles(Member member, Guild guild) {
        Set<String> roles =
                new HashSet<>(member.getRoles().stream().map(ISnowflake::getId).toList());
        roles.add(guild.getPublicRole().getId());
        return roles;
    }
}
