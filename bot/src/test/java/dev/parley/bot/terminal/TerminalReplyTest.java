package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalReplyTest {
    private final Screen screen = new Screen(40, 8);
    private final TerminalReply reply = new TerminalReply(screen.terminal().writer(), screen.look(), Words.english());

    @Test
    void drawsEachStatusOverTheLast() {
        assertThat(screen.text()).isEqualTo("…");
        reply.status(new ReplyStatus.Waiting(3, 0));
        assertThat(screen.text()).isEqualTo("3rd in line …");
        reply.status(new ReplyStatus.Waiting(1, 0));
        assertThat(screen.text()).isEqualTo("next in line …");
        reply.status(new ReplyStatus.Reading(400, 1000));
        assertThat(screen.text()).isEqualTo("reading 40 % …");
        reply.status(new ReplyStatus.Reading(0, 0));
        assertThat(screen.text()).isEqualTo("reading 0 % …");
        reply.status(new ReplyStatus.Writing());
        assertThat(screen.text()).isEqualTo("writing …");
        reply.show("Berlin ");
        assertThat(screen.text()).isEqualTo("Berlin");
    }

    @Test
    void showsTextNotesAndNothingElseAtTheEnd() {
        reply.status(new ReplyStatus.Writing());
        reply.show("Ber");
        reply.show("Berlin is the capital.");
        reply.complete(outcome(Finish.STOP, "2 earlier exchanges no longer fit and were left out"));
        assertThat(screen.lines())
                .containsExactly("Berlin is the capital.", "2 earlier exchanges no longer fit and", "were left out");
        assertThat(reply.ended().join()).isTrue();
    }

    @Test
    void saysARestartBelowTheTextAndGoesOnInItsLine() {
        reply.show("one two ");
        reply.status(new ReplyStatus.Restarting());
        assertThat(screen.lines()).containsExactly("one two", "the engine is starting again, your plac");
        reply.status(new ReplyStatus.Reading(1, 2));
        reply.show("one two");
        reply.show("one two three four ");
        assertThat(screen.lines()).containsExactly("one two three four");
    }

    @Test
    void goesOnInItsLineWhenTheStatusHasScrolledTheScreen() {
        var text = "a\n\n".repeat(10) + "one two ";
        reply.show(text);
        reply.status(new ReplyStatus.Restarting());
        reply.show(text + "three ");
        assertThat(screen.lines().getLast()).isEqualTo("one two three");
        assertThat(screen.text()).doesNotContain("engine");
    }

    @Test
    void keepsWhatWasShownWhenItFails() {
        reply.show("A part of ");
        reply.fail("The engine could not be started: see ./parley doctor.");
        assertThat(screen.lines())
                .containsExactly("A part of", "! The engine could not be started: see", "  ./parley doctor.");
        assertThat(reply.ended().join()).isFalse();
    }

    @Test
    void saysThatItWasStopped() {
        reply.show("A part of it");
        reply.stopping();
        assertThat(screen.lines().getLast()).startsWith("stopping …");
        reply.show("A part of it more");
        reply.complete(outcome(Finish.CANCELLED));
        assertThat(screen.lines()).containsExactly("A part of it more", "stopped");
    }

    @Test
    void startsAnewBelowWhenTheTextIsAnother() {
        reply.show("First **try");
        reply.show("Second try");
        reply.complete(outcome(Finish.STOP));
        assertThat(screen.lines()).containsExactly("First **try", "(the answer starts anew)", "Second try");
    }

    @Test
    void showsNothingAfterItsEnd() {
        reply.show("text");
        reply.abandon();
        reply.show("text and more");
        reply.status(new ReplyStatus.Writing());
        reply.fail("late");
        assertThat(screen.lines()).containsExactly("text");
    }

    @Test
    void leavesAnEmptyReplyEmpty() {
        reply.complete(outcome(Finish.STOP));
        assertThat(screen.lines()).isEmpty();
    }

    @Test
    void writesNoStatusAndNoSequenceToADumbTerminal() {
        var out = new StringWriter();
        var dumb = new TerminalReply(new PrintWriter(out), TerminalLook.plain(), Words.english());
        dumb.status(new ReplyStatus.Waiting(2, 0));
        dumb.show("**a**\u001b[2J");
        dumb.complete(outcome(Finish.STOP, "a note"));
        assertThat(out).hasToString("**a**\na note\n");
    }

    @Test
    void speaksTheConfiguredLanguageAndCutsAStatusAtTheWidthOfItsCharacters() {
        var narrow = new Screen(20, 4);
        var japanese = new TerminalReply(narrow.terminal().writer(), narrow.look(), Language.JA.words());
        japanese.status(new ReplyStatus.Waiting(2, 0));
        assertThat(narrow.text().replace(" ", "")).isEqualTo("待ち順2番目…");
        japanese.status(new ReplyStatus.Restarting());
        assertThat(narrow.lines()).hasSize(1);
        assertThat(narrow.text().replace(" ", "")).isEqualTo("エンジンを再起動し");
    }

    private static ReplyOutcome outcome(Finish finish, String... notes) {
        return Outcomes.of(finish, notes);
    }
}
