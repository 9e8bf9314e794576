package dev.parley.bot.platform.discord;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Incoming;
import dev.parley.prompts.Persona;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.commands.Command.Choice;
import net.dv8tion.jda.api.utils.FileUpload;

/** Slash commands, their completion, and the commands of a message's menu. */
final class DiscordCalls extends ListenerAdapter {
    private static final int MOST_CHOICES = 25;
    private static final int LONGEST_CHOICE = 100;

    private final Access access;
    private final Calls calls;
    private final Responder responder;
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final Personas personas;
    private final MessageMaterial material;
    private final Replies replies;
    private final Openers openers;
    private final Languages languages;
    private final Clock clock;

    DiscordCalls(
            Access access,
            Calls calls,
            Responder responder,
            Database database,
            Personas personas,
            MessageMaterial material,
            Replies replies,
            Openers openers,
            Languages languages,
            Clock clock) {
        this.access = access;
        this.calls = calls;
        this.responder = responder;
        this.conversations = database.conversations();
        this.deliveries = database.deliveries();
        this.personas = personas;
        this.material = material;
        this.replies = replies;
        this.openers = openers;
        this.languages = languages;
        this.clock = clock;
    }

    @Override
    public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
        Command command = DiscordCommands.understand(event);
        Words theirs = languages.of(event.getUserLocale().toLocale());
        Visitor visitor = Visitors.of(event);
        String barred = calls.barred(command, visitor, theirs);
        if (barred != null) {
            event.reply(barred).setEphemeral(true).queue();
            return;
        }
        boolean authorOnly = !Calls.isForAll(command) || DiscordCommands.isPrivate(event);
        event.deferReply(authorOnly).queue();
        Author author = Addressing.author(event.getUser(), event.getMember());
        Words words = authorOnly ? theirs : languages.words();
        ConversationKey place = place(event);
        Calls.Call call = new Calls.Call(
                command,
                visitor,
                author,
                place,
                isOwn(place),
                asked(event),
                event.getId(),
                clock.instant(),
                DiscordCommands.persona(event),
                manages(event, Permission.MANAGE_CHANNEL),
                manages(event, Permission.MANAGE_SERVER),
                words);
        replies.run(() -> {
            switch (calls.run(call)) {
                case CommandResult.Said(String markdown) -> say(event.getHook(), markdown);
                case CommandResult.Refused(String why) -> say(event.getHook(), why);
                case CommandResult.Document(String name, byte[] content) ->
                    event.getHook()
                            .editOriginal(words.say("export.done"))
                            .setFiles(FileUpload.fromData(content, name))
                            .queue();
                case CommandResult.Generating(var work) -> {
                    var _ = work.generate(openers.toInteraction(event.getHook(), author, authorOnly));
                }
                case CommandResult.Leave() -> {}
            }
        });
    }

    private static boolean manages(SlashCommandInteractionEvent event, Permission permission) {
        // Where Parley is no member it cannot know what somebody may do.
        var guild = event.getGuild();
        var member = guild == null || guild.isDetached() ? null : event.getMember();
        return member != null
                && (permission.isChannel()
                        ? member.hasPermission(event.getGuildChannel(), permission)
                        : member.hasPermission(permission));
    }

    private static boolean isOwn(ConversationKey place) {
        return place.workspace().isEmpty() || !place.thread().isEmpty();
    }

    private static ConversationKey place(Interaction event) {
        return Addressing.place(event.getGuild(), Objects.requireNonNull(event.getChannel()));
    }

    /** A question asked in a channel begins a conversation of its own. */
    private static ConversationKey asked(Interaction event) {
        ConversationKey place = place(event);
        return isOwn(place)
                ? place
                : new ConversationKey(place.platform(), place.workspace(), place.channel(), event.getId());
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

    /**
     * A message's menu. "Ask Parley" answers that message; "Continue from here" goes on from it: from one of Parley's
     * own the conversation goes on there, from any other one Parley answers it with what it replies to. "Why this answer?"
     * explains one of Parley's own.
     */
    @Override
    public void onMessageContextInteraction(MessageContextInteractionEvent event) {
        Message target = event.getTarget();
        Author author = Addressing.author(event.getUser(), event.getMember());
        Optional<Delivery> shown = deliveries.find(DiscordBot.PLATFORM, target.getChannelId(), target.getId());
        Words theirs = languages.of(event.getUserLocale().toLocale());
        if (event.getName().equals(DiscordCommands.WHY)) {
            explain(event, shown.map(Delivery::turnId), theirs);
            return;
        }
        String barred = calls.barred(Visitors.of(event), theirs);
        if (barred != null) {
            event.reply(barred).setEphemeral(true).queue();
            return;
        }
        boolean goesOn = event.getName().equals(DiscordCommands.CONTINUE_FROM_HERE);
        if (goesOn && shown.isPresent()) {
            event.deferReply(true).queue();
            replies.run(() -> say(
                    event.getHook(),
                    conversations.goOnFrom(shown.get().turnId()).isPresent()
                            ? theirs.say("menu.continues-here")
                            : theirs.say("button.unknown")));
            return;
        }
        event.deferReply().queue();
        Material given = goesOn ? material.upTo(target) : material.only(target);
        Incoming message = new Incoming(asked(event), author, event.getId(), "", clock.instant());
        replies.run(() -> access.charge(
                author.person(),
                responder.onMessage(
                        new Arrival(message, new Decision.Respond(), false, given),
                        () -> {},
                        openers.toInteraction(event.getHook(), author))));
    }

    private void explain(MessageContextInteractionEvent event, Optional<UUID> reply, Words theirs) {
        String barred = calls.admitted(Visitors.of(event), theirs);
        if (barred != null || reply.isEmpty()) {
            event.reply(barred != null ? barred : theirs.say("why.not-mine"))
                    .setEphemeral(true)
                    .queue();
            return;
        }
        event.deferReply(true).queue();
        replies.run(() -> say(event.getHook(), calls.why(reply.get(), theirs)));
    }

    @Override
    public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
        event.replyChoices(personas.library().matching(event.getFocusedOption().getValue()).stream()
                        .limit(MOST_CHOICES)
                        .map(each -> new Choice(choice(each), each.id()))
                        .toList())
                .queue();
    }

    private static String choice(Persona persona) {
        String text = persona.id() + ": " + persona.description();
        return text.length() <= LONGEST_CHOICE ? text : text.substring(0, LONGEST_CHOICE - 1) + "…";
    }
}
