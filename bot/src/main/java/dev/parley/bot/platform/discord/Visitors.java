package dev.parley.bot.platform.discord;

import dev.parley.bot.access.AccessRules;
import dev.parley.bot.access.Listed;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.WhoAndWhere;
import java.util.Set;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.ISnowflake;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.entities.channel.Channel;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.interactions.Interaction;
import org.jspecify.annotations.Nullable;

/** Who comes to Parley on Discord, and from where. */
final class Visitors {
    private Visitors() {}

    /** What the configuration says about them. */
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

    /** Who wrote a message. */
    static Visitor of(Message message) {
        return visitor(
                message.getAuthor(),
                message.getMember(),
                message.isFromGuild() ? message.getGuild() : null,
                message.getChannel());
    }

    /** Who called a command or pressed a button. */
    static Visitor of(Interaction interaction) {
        return visitor(
                interaction.getUser(), interaction.getMember(), interaction.getGuild(), interaction.getChannel());
    }

    private static Visitor visitor(
            User user, @Nullable Member member, @Nullable Guild guild, @Nullable Channel channel) {
        return new Visitor(
                Addressing.author(user, member).person(),
                member == null
                        ? Set.of()
                        : member.getUnsortedRoles().stream()
                                .map(ISnowflake::getId)
                                .collect(Collectors.toSet()),
                guild == null ? "" : guild.getId(),
                channel == null ? "" : channel.getId(),
                channel instanceof ThreadChannel thread
                        ? thread.getParentChannel().getId()
                        : null,
                guild == null,
                user.isBot());
    }
}
