package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainReplyTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsTheTextAsItComesAndNothingElse() {
        var reply = reply(TerminalLook.plain());
        reply.status(new ReplyStatus.Reading(1, 2));
        reply.show("**a** \ud83d");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("**a** ");
        reply.show("**a** \ud83d\ude00\u001b[2J");
        reply.complete(outcome("a note"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("**a** 😀\n");
        assertThat(err.size()).isZero();
        assertThat(reply.ended().join()).isTrue();
    }

    @Test
    void addsNoSecondNewline() {
        var reply = reply(TerminalLook.plain());
        reply.show("a\n");
        reply.complete(outcome());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\n");
    }

    @Test
    void showsStatusAndNotesWhereStandardErrorIsATerminal() {
        var reply = reply(StreamingMarkdownTest.look(80, true));
        reply.status(new ReplyStatus.Waiting(2, 0));
        reply.show("a");
        reply.complete(outcome("a note"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\n");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[2K\u001b[2m2nd in line …\u001b[0m\r\u001b[2K\u001b[2ma note\u001b[0m\n");
    }

    @Test
    void saysAFailureAlways() {
        var reply = reply(TerminalLook.plain());
        reply.show("a part");
        reply.fail("It went\nwrong.");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a part\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("It went wrong.\n");
        assertThat(reply.ended().join()).isFalse();
    }

    private PlainReply reply(TerminalLook look) {
        return new PlainReply(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                look,
                Words.english());
    }

    private static ReplyOutcome outcome(String... notes) {
        return Outcomes.of(Finish.STOP, notes);
    }
}
