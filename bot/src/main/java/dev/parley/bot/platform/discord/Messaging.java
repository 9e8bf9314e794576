package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.TransportException;
import dev.parley.persistence.Deliveries;
import java.util.List;
import net.dv8tion.jda.api.JDA;

/** What replies are written with, wherever they are. */
record Messaging(DiscordText text, Deliveries deliveries, Pacers pacers) {
    /** Says something to one person, in direct messages. */
    void tell(JDA jda, String person, String words) throws TransportException {
        var _ = DiscordErrors.call(() -> jda.openPrivateChannelById(person)
                .complete()
                .sendMessage(words)
                .setAllowedMentions(List.of())
                .complete());
    }
}
