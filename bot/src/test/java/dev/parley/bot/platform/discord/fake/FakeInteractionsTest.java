package dev.parley.bot.platform.discord.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.interactions.IntegrationType;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands, buttons and completions as JDA sees them. */
final class FakeInteractionsTest {
    private final FakeDiscord discord = FakeDiscord.start();
    private final FakeGuild guild = discord.guild(100, "Test server");
    private final FakeChannel channel = discord.channel(guild, 101, "general");
    private final FakeUser ada = discord.user(201, "ada");
    private final JdaClient client = new JdaClient(discord);
    private final PlainClient http = new PlainClient(discord);

    @BeforeEach
    void join() {
        discord.join(guild, ada);
    }

    @AfterEach
    void stop() {
        client.close();
        discord.close();
    }

    @Test
    void aSlashCommandIsRegisteredCalledDeferredAndAnswered() {
        client.connect();
        client.jda()
                .updateCommands()
                .addCommands(
                        Commands.slash("ask", "Ask something")
                                .addOption(OptionType.STRING, "question", "What", true)
                                .setContexts(InteractionContextType.ALL)
                                .setIntegrationTypes(IntegrationType.ALL),
                        Commands.slash("persona", "Who answers")
                                .addSubcommands(new SubcommandData("set", "Choose")
                                        .addOption(OptionType.STRING, "name", "Which", true, true)),
                        Commands.message("Ask Parley"))
                .complete();
        discord.slash(channel, ada, "ask", Map.of("question", "why?"));

        var event = client.hear(SlashCommandInteractionEvent.class);
        assertThat(event.getOption("question").getAsString()).isEqualTo("why?");
        event.deferReply().complete();
        assertThat(discord.ownMessages(channel).getFirst().flags()).isEqualTo(Flags.LOADING);
        event.getHook().editOriginal("because").complete();
        event.getHook().sendMessage("and so on").setEphemeral(true).complete();

        assertThat(discord.ownMessages(channel))
                .extracting(SentMessage::content)
                .containsExactly("because", "and so on");
        assertThat(discord.ownMessages(channel).getFirst().flags()).isZero();
        assertThat(discord.ownMessages(channel).getLast().ephemeral()).isTrue();
        assertThat(discord.interactionResponses()).singleElement().returns(5, InteractionResponse::type);
        assertThat(discord.violations()).isEmpty();

        discord.autocomplete(channel, ada, "persona set", Map.of("name", "te"), "name");
        client.hear(CommandAutoCompleteInteractionEvent.class)
                .replyChoiceStrings("teacher")
                .complete();
        assertThat(discord.interactionResponses().getLast().data().findValuesAsText("value"))
                .containsExactly("teacher");

        long asked = discord.message(channel, ada, "unmentioned");
        discord.messageCommand(channel, ada, "Ask Parley", asked);
        assertThat(client.hear(MessageContextInteractionEvent.class).getTarget().getContentRaw())
                .isEqualTo("unmentioned");
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void aButtonIsPressedAndItsMessageUpdated() {
        client.connect();
        client.jda()
                .getTextChannelById(101)
                .sendMessage("working")
                .setComponents(ActionRow.of(Button.danger("stop", "Stop")))
                .complete();
        long message = discord.ownMessages(channel).getFirst().id();
        discord.button(message, "stop", ada);

        client.hear(ButtonInteractionEvent.class)
                .editMessage("stopped")
                .setComponents()
                .complete();

        var sent = discord.ownMessages(channel).getFirst();
        assertThat(sent.content()).isEqualTo("stopped");
        assertThat(sent.components()).isEmpty();
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void aCommandWorksWhereTheBotIsNoMember() {
        var foreign = discord.foreignGuild(300, "Elsewhere");
        var there = discord.channel(foreign, 301, "lobby");
        client.connect();
        client.jda()
                .updateCommands()
                .addCommands(Commands.slash("help", "Help"))
                .complete();
        discord.slash(there, ada, "help", Map.of());

        var event = client.hear(SlashCommandInteractionEvent.class);
        event.reply("here").complete();
        event.getHook().editOriginal("here I am").complete();

        assertThat(event.getGuild().isDetached()).isTrue();
        assertThat(discord.ownMessages(there).getFirst().content()).isEqualTo("here I am");
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void anInteractionIsAnsweredOnceAndInTime() throws Exception {
        client.connect();
        client.jda()
                .updateCommands()
                .addCommands(Commands.slash("help", "Help"))
                .complete();
        var first = discord.slash(channel, ada, "help", Map.of());
        client.hear(SlashCommandInteractionEvent.class).reply("once").complete();
        assertThat(callback(first)).contains("40060");

        var late = discord.slash(channel, ada, "help", Map.of());
        discord.faults().age(late, Duration.ofSeconds(3));
        assertThat(callback(late)).contains("10062");

        discord.faults().age(first, Duration.ofMinutes(15));
        assertThat(http.send(
                                "GET",
                                "/webhooks/" + discord.botUser().id() + "/" + first.token() + "/messages/@original",
                                "")
                        .body())
                .contains("50027");
    }

    private String callback(FakeInteraction interaction) throws Exception {
        return http.send(
                        "POST",
                        "/interactions/" + interaction.id() + "/" + interaction.token() + "/callback",
                        "{\"type\":5}")
                .body();
    }
}
