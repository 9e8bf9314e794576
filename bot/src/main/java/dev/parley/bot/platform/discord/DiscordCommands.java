package dev.parley.bot.platform.discord;

import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandWord;
import dev.parley.bot.command.Scope;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.IntegrationType;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.Command.Choice;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SlashCommandData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.jspecify.annotations.Nullable;

/** The one grammar as Discord's slash commands: their description for Discord, and what a call of one means. */
final class DiscordCommands {
    static final String PERSONA_OPTION = "name";

    /** In a message's menu. Discord shows a menu's commands by their name. */
    static final String ASK_PARLEY = "Ask Parley";

    static final String CONTINUE_FROM_HERE = "Continue from here";

    private static final String SCOPE = "scope";
    private static final String QUESTION = "question";
    private static final String ASKED_PERSONA = "persona";
    private static final String PRIVATE = "private";
    private static final String EXTENT = "what";

    private final Words words;

    DiscordCommands(Words words) {
        this.words = words;
    }

    /** All of them. */
    List<CommandData> all() {
        return Stream.concat(
                        Surface.PLATFORM.commands().stream().map(this::describe),
                        Stream.of(ASK_PARLEY, CONTINUE_FROM_HERE)
                                .map(name -> Commands.message(name)
                                        .setContexts(InteractionContextType.ALL)
                                        .setIntegrationTypes(IntegrationType.ALL)))
                .toList();
    }

    private SlashCommandData describe(CommandWord word) {
        var slash = Commands.slash(word.word(), words.say(word.summaryKey()))
                .setContexts(InteractionContextType.ALL)
                .setIntegrationTypes(IntegrationType.ALL);
        return switch (word) {
            case PERSONA ->
                slash.addSubcommands(
                        new SubcommandData("set", words.say("discord.persona.set"))
                                .addOptions(
                                        new OptionData(
                                                OptionType.STRING,
                                                PERSONA_OPTION,
                                                words.say("discord.persona.name"),
                                                true,
                                                true),
                                        scope()),
                        new SubcommandData("show", words.say("discord.persona.show")),
                        new SubcommandData("list", words.say("discord.persona.list")),
                        new SubcommandData("reset", words.say("discord.persona.reset")).addOptions(scope()));
            case ASK ->
                slash.addOption(OptionType.STRING, QUESTION, words.say("discord.ask.question"), true)
                        .addOption(OptionType.STRING, ASKED_PERSONA, words.say("discord.persona.name"), false, true)
                        .addOption(OptionType.BOOLEAN, PRIVATE, words.say("discord.ask.private"), false);
            case FORGET ->
                slash.addOptions(new OptionData(OptionType.STRING, EXTENT, words.say("discord.forget.what"), true)
                        .addChoices(
                                choices(Arrays.stream(Command.Extent.values()).map(Command.Extent::word))));
            case NEW, STOP, REGENERATE, CONTINUE, HISTORY, EXPORT, STATUS, MODEL, HELP, QUIT -> slash;
        };
    }

    private OptionData scope() {
        return new OptionData(OptionType.STRING, SCOPE, words.say("discord.persona.scope"))
                .addChoices(choices(Arrays.stream(Scope.values()).map(Scope::word)));
    }

    private static List<Choice> choices(Stream<String> names) {
        return names.map(name -> new Choice(name, name)).toList();
    }

    /** What was called. Discord has checked the options against their description. */
    static Command understand(SlashCommandInteractionEvent event) {
        return switch (event.getFullCommandName()) {
            case "persona set" ->
                new Command.SetPersona(text(event, PERSONA_OPTION).toLowerCase(Locale.ROOT), scope(event));
            case "persona show" -> new Command.ShowPersona();
            case "persona list" -> new Command.ListPersonas();
            case "persona reset" -> new Command.ResetPersona(scope(event));
            case "ask" -> new Command.Ask(text(event, QUESTION));
            case "forget" ->
                new Command.Forget(Command.Extent.valueOf(text(event, EXTENT).toUpperCase(Locale.ROOT)));
            case "new" -> new Command.New();
            case "stop" -> new Command.Stop();
            case "regenerate" -> new Command.Regenerate();
            case "continue" -> new Command.Continue();
            case "history" -> new Command.History();
            case "export" -> new Command.Export();
            case "status" -> new Command.Status();
            case "model" -> new Command.Model();
            default -> new Command.Help();
        };
    }

    /** Whether the caller alone shall see the answer. */
    static boolean isPrivate(SlashCommandInteractionEvent event) {
        return event.getOption(PRIVATE, false, OptionMapping::getAsBoolean);
    }

    /** The persona that a question is for; null where none was chosen. */
    static @Nullable String persona(SlashCommandInteractionEvent event) {
        String persona = text(event, ASKED_PERSONA).toLowerCase(Locale.ROOT);
        return persona.isEmpty() ? null : persona;
    }

    private static String text(SlashCommandInteractionEvent event, String option) {
        return event.getOption(option, "", OptionMapping::getAsString);
    }

    private static @Nullable Scope scope(SlashCommandInteractionEvent event) {
        String scope = text(event, SCOPE);
        return scope.isEmpty() ? null : Scope.valueOf(scope.toUpperCase(Locale.ROOT));
    }
}
