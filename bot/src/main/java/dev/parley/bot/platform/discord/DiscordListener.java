package dev.parley.bot.platform.discord;

import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.Surface;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Incoming;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.commands.Command.Choice;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on Discord, handed to those who deal with it. Events come one at a time, in Discord's order, and none is
 * held up: each message is committed before the next one is looked at, and answered on a thread of its own.
 */
final class DiscordListener extends ListenerAdapter {
    private static final Logger log = LoggerFactory.getLogger(DiscordListener.class);

    private static final int MOST_CHOICES = 25;
    private static final int LONGEST_CHOICE = 100;

    private final Responder responder;
    private final CommandService commands;
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final PersonaLibrary personas;
    private final Addressing addressing;
    private final Replies replies;
    private final Words words;
    private final Clock clock;

    DiscordListener(
            Responder responder,
            CommandService commands,
            Database database,
            PersonaLibrary personas,
            Replies replies,
            Words words,
            Clock clock) {
        this.responder = responder;
        this.commands = commands;
        this.conversations = database.conversations();
        this.deliveries = database.deliveries();
        this.personas = personas;
        this.addressing = new Addressing(database, clock);
        this.replies = replies;
        this.words = words;
        this.clock = clock;
    }

    @Override
    public void onMessageReceived(MessageReceivedEvent event) {
        addressing.incoming(event.getMessage()).ifPresent(message -> {
            CountDownLatch accepted = new CountDownLatch(1);
            replies.run(
                    () -> responder.onMessage(
                            message,
                            accepted::countDown,
                            replies.inChannel(event.getChannel(), event.getMessageId(), message.author())),
                    accepted::countDown);
            awaitQuietly(accepted);
        });
    }

    @Override
    public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
        Command command = DiscordCommands.understand(event);
        boolean forAll = command instanceof Command.Ask
                || command instanceof Command.Regenerate
                || command instanceof Command.Continue;
        event.deferReply(!forAll).queue();
        Author author = Addressing.author(event.getUser(), event.getMember());
        Caller caller = caller(event, author, command);
        if (!mayDo(command, event)) {
            say(event.getHook(), words.say("discord.not-allowed"));
            return;
        }
        replies.run(() -> {
            Function<String, Incoming> question =
                    text -> new Incoming(asked(caller, event), author, event.getId(), text, clock.instant());
            switch (commands.run(command, caller, question)) {
                case CommandResult.Said(String markdown) -> say(event.getHook(), markdown);
                case CommandResult.Refused(String why) -> say(event.getHook(), why);
                case CommandResult.Document(String name, byte[] content) ->
                    event.getHook()
                            .editOriginal(words.say("discord.export"))
                            .setFiles(FileUpload.fromData(content, name))
                            .queue();
                case CommandResult.Generating(Function<ReplyOpener, Outcome> work) ->
                    finished(
                            command.getClass().getSimpleName(),
                            work.apply(replies.toInteraction(event.getHook(), author)));
                case CommandResult.Leave() -> {}
            }
        });
    }

    /** A channel in which many go on is nobody's own: there a command means the caller's latest conversation. */
    private Caller caller(Interaction event, Author author, Command command) {
        ConversationKey place = place(event);
        boolean own = place.workspace().isEmpty() || !place.thread().isEmpty();
        boolean setsHere = command instanceof Command.SetPersona || command instanceof Command.ResetPersona;
        ConversationKey key = own || setsHere
                ? place
                : conversations
                        .latest(author.person(), place.workspace(), place.channel())
                        .map(Conversation::key)
                        .orElse(place);
        return new Caller(key, author.person(), own, Surface.PLATFORM);
    }

    private static ConversationKey place(Interaction event) {
        return Addressing.place(event.getGuild(), Objects.requireNonNull(event.getChannel()));
    }

    /** A question asked in a channel begins a conversation of its own. */
    private static ConversationKey asked(Caller caller, Interaction event) {
        ConversationKey place = place(event);
        return caller.ownPlace()
                ? place
                : new ConversationKey(place.platform(), place.workspace(), place.channel(), event.getId());
    }

    /** What changes things for others needs the permission to manage the place. */
    private static boolean mayDo(Command command, SlashCommandInteractionEvent event) {
        var scope = switch (command) {
            case Command.SetPersona(String _, var chosen) -> chosen;
            case Command.ResetPersona(var chosen) -> chosen;
            default -> null;
        };
        var member = event.getMember();
        return switch (scope) {
            case CHANNEL -> member != null && member.hasPermission(event.getGuildChannel(), Permission.MANAGE_CHANNEL);
            case EVERYONE -> member != null && member.hasPermission(Permission.MANAGE_SERVER);
            case HERE, ME -> true;
            case null -> true;
        };
    }

    private static void say(InteractionHook hook, String markdown) {
        var parts = new MessageSplitter(DiscordText.TEXT_LIMIT).split(markdown);
        for (int i = 0; i < parts.size(); i++) {
            String text = parts.get(i).text();
            if (i == 0) {
                hook.editOriginal(text).setAllowedMentions(List.of()).queue();
            } else {
                hook.sendMessage(text)
                        .setEphemeral(true)
                        .setAllowedMentions(List.of())
                        .queue();
            }
        }
    }

    @Override
    public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
        String typed = event.getFocusedOption().getValue().toLowerCase(Locale.ROOT);
        event.replyChoices(personas.all().stream()
                        .filter(each -> each.id().contains(typed)
                                || each.name().toLowerCase(Locale.ROOT).contains(typed))
                        .limit(MOST_CHOICES)
                        .map(each -> new Choice(choice(each), each.id()))
                        .toList())
                .queue();
    }

    private static String choice(Persona persona) {
        String text = persona.id() + ": " + persona.description();
        return text.length() <= LONGEST_CHOICE ? text : text.substring(0, LONGEST_CHOICE - 1) + "…";
    }

    @Override
    public void onButtonInteraction(ButtonInteractionEvent event) {
        ReplyButton button = DiscordText.button(event.getComponentId());
        UUID turn = deliveries
                .find(DiscordBot.PLATFORM, event.getMessage().getChannelId(), event.getMessageId())
                .map(Delivery::turnId)
                .orElse(null);
        if (button == null || turn == null) {
            event.reply(words.say("discord.button.unknown")).setEphemeral(true).queue();
            return;
        }
        Author author = Addressing.author(event.getUser(), event.getMember());
        if (button == ReplyButton.STOP) {
            if (!replies.mayStop(turn, event)) {
                event.reply(words.say("discord.not-yours")).setEphemeral(true).queue();
                return;
            }
            event.deferEdit().queue();
            responder.stop(turn);
            return;
        }
        var stored = conversations.turn(turn).flatMap(found -> conversations.find(found.conversationId()));
        if (stored.isEmpty() || !turn.equals(stored.get().head())) {
            event.reply(words.say("discord.button.old")).setEphemeral(true).queue();
            return;
        }
        event.deferReply().queue();
        ConversationKey key = stored.get().key();
        ReplyOpener opener = replies.toInteraction(event.getHook(), author);
        replies.run(() -> {
            finished(
                    button.name(),
                    button == ReplyButton.REGENERATE ? responder.regenerate(key, opener) : responder.goOn(key, opener));
        });
    }

    private static void finished(String cause, Outcome outcome) {
        log.debug("{} led to {}", cause, outcome.getClass().getSimpleName());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
