package dev.parley.bot.platform.discord;

import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandWord;
import dev.parley.bot.command.Scope;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.DiscordLocale;
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

    /** In a message's menu. Discord shows its commands by their name, and calls them by the English one. */
    static final String ASK_PARLEY = Words.english().say("menu.ask");

    static final String CONTINUE_FROM_HERE = Words.english().say("menu.continue");

    static final String WHY = Words.english().say("menu.why");

    private static final String SCOPE = "scope";
    private static final String QUESTION = "question";
    private static final String ASKED_PERSONA = "persona";
    private static final String PRIVATE = "private";
    private static final String EXTENT = "what";

    private final Words words;

    /** @param languages the shared one is for those whose own Parley does not speak */
    DiscordCommands(Languages languages) {
        this.words = languages.words();
    }

    /** All of them. */
    List<CommandData> all() {
        return Stream.concat(
                        Surface.DISCORD.commands().stream().map(this::describe),
                        Stream.of(
                                menu(ASK_PARLEY, "menu.ask"),
                                menu(CONTINUE_FROM_HERE, "menu.continue"),
                                menu(WHY, "menu.why")))
                .toList();
    }

    private static CommandData menu(String name, String key) {
        return Commands.message(name)
                .setNameLocalizations(inAll(key))
                .setContexts(InteractionContextType.ALL)
                .setIntegrationTypes(IntegrationType.ALL);
    }

    private SlashCommandData describe(CommandWord word) {
        var slash = Commands.slash(word.word(), words.say(word.summaryKey()))
                .setDescriptionLocalizations(inAll(word.summaryKey()))
                .setContexts(InteractionContextType.ALL)
                .setIntegrationTypes(IntegrationType.ALL);
        return switch (word) {
            case PERSONA ->
                slash.addSubcommands(
                        sub("set", "discord.persona.set")
                                .addOptions(
                                        option(OptionType.STRING, PERSONA_OPTION, "discord.persona.name")
                                                .setRequired(true)
                                                .setAutoComplete(true),
                                        scope()),
                        sub("show", "discord.persona.show"),
                        sub("list", "discord.persona.list"),
                        sub("reset", "discord.persona.reset").addOptions(scope()));
            case ASK ->
                slash.addOptions(
                        option(OptionType.STRING, QUESTION, "discord.ask.question")
                                .setRequired(true),
                        option(OptionType.STRING, ASKED_PERSONA, "discord.persona.name")
                                .setAutoComplete(true),
                        option(OptionType.BOOLEAN, PRIVATE, "discord.ask.private"));
            case FORGET ->
                slash.addOptions(option(OptionType.STRING, EXTENT, "discord.forget.what")
                        .setRequired(true)
                        .addChoices(Arrays.stream(Command.Extent.values())
                                .map(each -> choice(each.word(), key(each)))
                                .toList()));
            case NEW, STOP, REGENERATE, CONTINUE, HISTORY, WHY, EXPORT, STATUS, MODEL, HELP, QUIT -> slash;
        };
    }

    private SubcommandData sub(String name, String key) {
        return new SubcommandData(name, words.say(key)).setDescriptionLocalizations(inAll(key));
    }

    private OptionData option(OptionType type, String name, String key) {
        return new OptionData(type, name, words.say(key)).setDescriptionLocalizations(inAll(key));
    }

    private OptionData scope() {
        return option(OptionType.STRING, SCOPE, "discord.persona.scope")
                .addChoices(Arrays.stream(Scope.values())
                        .map(each -> choice(each.word(), key(each)))
                        .toList());
    }

    private Choice choice(String word, String key) {
        return new Choice(words.say(key), word).setNameLocalizations(inAll(key));
    }

    private static String key(Scope scope) {
        return switch (scope) {
            case HERE -> "choice.here";
            case CHANNEL -> "choice.channel";
            case ME -> "choice.me";
            case EVERYONE -> "choice.everyone";
        };
    }

    private static String key(Command.Extent extent) {
        return switch (extent) {
            case LAST -> "choice.last";
            case HOUR -> "choice.hour";
            case ALL -> "choice.all";
        };
    }

    /** What a key says to each reader whose language Parley speaks. */
    private static Map<DiscordLocale, String> inAll(String key) {
        Map<DiscordLocale, String> all = new EnumMap<>(DiscordLocale.class);
        for (DiscordLocale each : DiscordLocale.values()) {
            Language.of(each.toLocale())
                    .ifPresent(language -> all.put(each, language.words().say(key)));
        }
        return all;
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
            case "why" -> new Command.Why();
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
