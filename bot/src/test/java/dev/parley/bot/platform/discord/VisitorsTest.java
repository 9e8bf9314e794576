package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.access.AccessRules;
import dev.parley.bot.access.Listed;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeGuild;
import dev.parley.bot.platform.discord.fake.FakeRole;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.persistence.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.events.interaction.command.GenericCommandInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.EventListener;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the real JDA says about who comes, against a strict Discord on the loopback. */
final class VisitorsTest {
    private static final Person ADA = new Person("discord", "201");

    private final FakeDiscord discord = FakeDiscord.start();
    private final FakeGuild guild = discord.guild(100, "Team");
    private final FakeChannel channel = discord.channel(guild, 101, "general");
    private final FakeRole staff = discord.role(guild, 102, "staff");
    private final FakeUser ada = discord.user(201, "ada");
    private final List<Visitor> seen = new CopyOnWriteArrayList<>();
    private JDA jda;

    @BeforeEach
    void connect() throws InterruptedException {
        discord.join(guild, ada, staff);
        Map<String, String> given =
                Map.of("discord.api-url", discord.apiUrl(), "discord.gateway-url", discord.gatewayUrl());
        var settings =
                new SettingsReader(Map.of()).read(Settings.class, null, given).discord();
        jda = JDABuilder.createLight(discord.token(), GatewayIntent.GUILD_MESSAGES, GatewayIntent.DIRECT_MESSAGES)
                .setRestConfig(new RestConfig().setBaseUrl(DiscordAddress.rest(settings)))
                .setSessionController(new DiscordAddress(settings, discord.token()))
                .addEventListeners((EventListener) this::see)
                .build()
                .awaitReady();
    }

    private void see(GenericEvent event) {
        switch (event) {
            case MessageReceivedEvent message -> seen.add(Visitors.of(message.getMessage()));
            case GenericCommandInteractionEvent command -> seen.add(Visitors.of(command));
            default -> {}
        }
    }

    private Visitor seen() {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> seen, all -> !all.isEmpty())
                .getFirst();
    }

    @AfterEach
    void leave() {
        jda.shutdownNow();
        discord.close();
    }

    @Test
    void aMemberInAChannelHasTheirRolesAndTheOneOfEverybody() {
        discord.message(channel, ada, "hello");

        assertThat(seen()).isEqualTo(new Visitor(ADA, Set.of("100", "102"), "100", "101", null, false, false));
    }

    @Test
    void aThreadKnowsItsChannel() {
        FakeChannel thread = discord.thread(channel, ada, "a talk");
        discord.message(thread, ada, "hello");

        assertThat(seen())
                .isEqualTo(
                        new Visitor(ADA, Set.of("100", "102"), "100", Long.toString(thread.id()), "101", false, false));
    }

    @Test
    void aDirectMessageIsInNoServer() {
        FakeChannel direct = discord.directMessages(ada);
        discord.message(direct, ada, "hello");

        assertThat(seen()).isEqualTo(new Visitor(ADA, Set.of(), "", Long.toString(direct.id()), null, true, false));
    }

    @Test
    void anotherBotIsOne() {
        FakeUser other = discord.otherBot(301, "other");
        discord.join(guild, other);
        discord.message(channel, other, "hello");

        assertThat(seen().bot()).isTrue();
    }

    @Test
    void aCommandComesFromWhoGaveIt() {
        register();
        discord.slash(channel, ada, "help", Map.of());

        assertThat(seen()).isEqualTo(new Visitor(ADA, Set.of("100", "102"), "100", "101", null, false, false));
    }

    @Test
    void aCommandWhereTheBotIsNoMemberHasNoRoles() {
        FakeChannel lobby = discord.channel(discord.foreignGuild(400, "Elsewhere"), 401, "lobby");
        register();
        discord.slash(lobby, ada, "help", Map.of());

        assertThat(seen()).isEqualTo(new Visitor(ADA, Set.of(), "400", "401", null, false, false));
    }

    @Test
    void aCommandInAThreadWhereTheBotIsNoMemberIsNoMistake() {
        FakeChannel lobby = discord.channel(discord.foreignGuild(400, "Elsewhere"), 401, "lobby");
        FakeChannel thread = discord.thread(lobby, ada, "a talk");
        register();
        discord.slash(thread, ada, "help", Map.of());

        assertThat(seen()).isEqualTo(new Visitor(ADA, Set.of(), "400", Long.toString(thread.id()), null, false, false));
    }

    private void register() {
        jda.updateCommands().addCommands(Commands.slash("help", "Help")).complete();
    }

    @Test
    void theRulesAreThoseOfTheConfiguration() {
        var given = Map.of(
                "discord.allow.users", "1",
                "discord.allow.servers", "2",
                "discord.block.roles", "3",
                "discord.block.channels", "4",
                "discord.admins", "5",
                "discord.bots", "6",
                "discord.bot-turns", "7",
                "discord.direct-messages", "no");

        assertThat(Visitors.rules(new SettingsReader(Map.of())
                        .read(Settings.class, null, given)
                        .discord()))
                .isEqualTo(new AccessRules(
                        new Listed(Set.of("1"), Set.of(), Set.of(), Set.of("2")),
                        new Listed(Set.of(), Set.of("3"), Set.of("4"), Set.of()),
                        Set.of("5"),
                        Set.of("6"),
                        7,
                        false));
    }
}
