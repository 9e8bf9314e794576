package dev.parley.bot.local;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;

/** A line from the owner. The first one is {@link Greeting}; the ids are those of what was asked. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
sealed interface Told {
    /** Who owns the home. The version stands first, and in every version there will be. */
    record Greeting(int version, Owner owner) implements Told {}

    /** There is nothing to be had here; the connection ends. */
    record Refused(ExitCode exitCode, String words) implements Told {}

    /** The answer to {@link Asked.Look}. */
    record State(OwnerState state) implements Told {}

    /** The answer to {@link Asked.Reload}. */
    record Reloaded(Reload reload) implements Told {}

    /** How far {@link Asked.Tend} is. */
    record Tending(String line) implements Told {}

    /** The answer to {@link Asked.Tend}. */
    record Done(Tended tended) implements Told {}

    /** The answer to {@link Asked.Attach}. */
    record Attached(Conversation.Welcome welcome) implements Told {}

    /** {@link dev.parley.bot.responder.Reply#status}. */
    record Status(long id, ReplyStatus status) implements Told {}

    /** More of a reply's text; anew where it is not what stood before, but the text from its start. */
    record Text(long id, boolean anew, String piece) implements Told {}

    /** {@link dev.parley.bot.responder.Reply#complete}. */
    record Completed(long id, ReplyOutcome outcome) implements Told {}

    /** {@link dev.parley.bot.responder.Reply#fail}. */
    record Failed(long id, String words) implements Told {}

    /** A message has ended and is stored; always the last of its id. */
    record Ended(long id, Ending ending) implements Told {}

    /** What a command says. */
    record Said(long id, String markdown) implements Told {}

    /** What a command cannot do. */
    record NotDone(long id, String words) implements Told {}

    /** A command's reply is being made. */
    record Replying(long id) implements Told {}

    /** A command asks to leave. */
    record Leave(long id) implements Told {}

    /** A piece of a file for the person; after the last one there follows the command's {@link Said}, which is empty. */
    record Document(String name, byte[] piece, boolean last) implements Told {}
}
