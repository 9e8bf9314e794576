package dev.parley.bot.platform.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandParser;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.ParseResult;
import dev.parley.bot.command.Surface;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.slack.Callers.Caller;
import dev.parley.persistence.ConversationKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of the one grammar: behind {@code /parley}, with {@code /persona} as a short way, and in threads, where
 * Slack has no slash commands, as messages that begin with an exclamation mark.
 */
final class SlackCommands {
    private static final Logger log = LoggerFactory.getLogger(SlackCommands.class);
    private static final String PERSONA = "persona";

    private final SlackAddressing addressing;
    private final Callers callers;
    private final Calls calls;
    private final SlackOpeners openers;
    private final Said said;
    private final Clock clock;

    SlackCommands(
            SlackAddressing addressing, Callers callers, Calls calls, SlackOpeners openers, Said said, Clock clock) {
        this.addressing = addressing;
        this.callers = callers;
        this.calls = calls;
        this.openers = openers;
        this.said = said;
        this.clock = clock;
    }

    /**
     * A slash command.
     *
     * @param accepted run when Slack may be told that it came
     */
    void slash(SlashCommandPayload given, Runnable accepted) {
        Caller caller =
                callers.of(given.getUserId(), Objects.requireNonNullElse(given.getTeamId(), ""), given.getChannelId());
        Answer answer = said.byHook(given.getResponseUrl(), null);
        switch (new CommandParser(Surface.SLACK, prefix(given.getCommand()), caller.words()).parse(line(given))) {
            case ParseResult.Mistake(String why) -> {
                accepted.run();
                answer.say(why);
            }
            case ParseResult.Parsed(Command command) -> {
                ConversationKey place = callers.place(given.getChannelId());
                Calls.Call call = call(command, caller, place, "command:" + given.getTriggerId(), clock.instant());
                begin(call, answer, accepted);
            }
        }
    }

    /** {@code /persona NAME} is {@code /parley persona NAME}; {@code /parley} alone is for somebody who is new. */
    private String line(SlashCommandPayload given) {
        String text = callers.text(Objects.requireNonNullElse(given.getText(), ""));
        if (SlackManifest.isForPersona(given.getCommand())) {
            return PERSONA + " " + text;
        }
        return text.isEmpty() ? "help" : text;
    }

    /** The command for everything, as it is called in this workspace. */
    private static String prefix(String called) {
        String own = called.replaceFirst("-?" + PERSONA + "$", "");
        return own.equals("/") ? Surface.SLACK.prefix() : own + " ";
    }

    /**
     * A command that was written as a message.
     *
     * @param accepted run when Slack may be told that it came
     */
    void typed(SlackAddressing.Heard.Order order, SlackMessage message, Runnable accepted) {
        Caller caller = callers.of(message, order.author());
        // Nothing can be said to a program alone, and what is said for all it would answer.
        Answer answer =
                message.isFromBot() ? _ -> {} : said.inPlace(message.channel(), message.threadTs(), message.user());
        switch (new CommandParser(Surface.SLACK, SlackAddressing.PREFIX, caller.words()).parse(order.line())) {
            case ParseResult.Mistake(String why) -> {
                accepted.run();
                answer.say(why);
            }
            case ParseResult.Parsed(Command command) -> {
                // A message to a channel is in no conversation yet: a question begins one.
                boolean begins = order.key().thread().equals(message.ts());
                ConversationKey place = begins ? callers.place(message.channel()) : order.key();
                Calls.Call call = call(command, caller, place, message.externalId(), message.writtenAt());
                if (letsIn(call, answer, accepted)) {
                    run(call.asking(order.key(), call.id(), call.at()), answer, accepted);
                }
            }
        }
    }

    private boolean letsIn(Calls.Call call, Answer answer, Runnable accepted) {
        String barred = calls.barred(call.command(), call.visitor(), call.words());
        if (barred != null) {
            accepted.run();
            answer.say(barred);
        }
        return barred == null;
    }

    private Calls.Call call(Command command, Caller caller, ConversationKey place, String id, Instant at) {
        return new Calls.Call(
                command,
                caller.visitor(),
                caller.author(),
                place,
                callers.isOwn(place),
                place,
                id,
                at,
                null,
                callers.managesChannel(caller.id(), place.channel()),
                callers.managesWorkspace(caller.id()),
                caller.words());
    }

    private void begin(Calls.Call call, Answer answer, Runnable accepted) {
        if (!letsIn(call, answer, accepted)) {
            return;
        }
        try {
            run(
                    call.command() instanceof Command.Ask(String question) ? shown(call, question) : call,
                    answer,
                    accepted);
        } catch (TransportException e) {
            log.warn("a question cannot be shown: {}", e.getMessage());
            accepted.run();
            answer.say(Said.unshown(e, call.words()));
        }
    }

    /** Nobody sees a slash command: its question is said for all, and begins a thread of its own in a channel. */
    private Calls.Call shown(Calls.Call call, String question) throws TransportException {
        String channel = call.place().channel();
        String ts = said.question(channel, "", call.author().name(), question);
        return call.asking(
                call.ownPlace() ? call.place() : callers.place(channel, ts),
                SlackMessage.externalId(channel, ts),
                SlackMessage.instant(ts));
    }

    private void run(Calls.Call call, Answer answer, Runnable accepted) {
        String words = null;
        switch (calls.run(call)) {
            case CommandResult.Said(String markdown) -> words = markdown;
            case CommandResult.Refused(String why) -> words = why;
            case CommandResult.Document(String name, byte[] content) -> {
                accepted.run();
                boolean sent = said.export(call.author().id(), call.words(), name, content);
                words = call.words().say(sent ? "slack.export" : "slack.export-failed");
            }
            case CommandResult.Generating(var work) -> {
                ConversationKey key = calls.conversation(call);
                addressing.takesPart(key);
                var _ = work.generate(
                        accepted, openers.in(key, SlackMessage.ts(call.id()), call.author(), call.persona()));
            }
            case CommandResult.Leave() -> {}
        }
        accepted.run();
        if (words != null) {
            answer.say(words);
        }
    }
}
