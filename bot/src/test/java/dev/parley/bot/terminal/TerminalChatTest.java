package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalChatTest {
    @TempDir
    Path home;

    private final Screen screen = new Screen(60, 24);
    private final FakeSession session = new FakeSession();
    private final CompletableFuture<ChatEnd> end = new CompletableFuture<>();

    @AfterEach
    void close() throws IOException {
        screen.terminal().close();
    }

    @Test
    void showsTheGreetingAndThePromptAtOnce() {
        start();
        assertThat(screen.lines()).containsExactly("Hello.", ">");
    }

    @Test
    void answersWhatIsSaid() {
        start();
        say("hi there");
        assertThat(screen.lines()).containsExactly("Hello.", "> hi there", "you said hi there", "", ">");
    }

    @Test
    void takesAPasteAsOneMessage() {
        start();
        var code = "def f():\n    return \"\\\\\" \\\n        + '!x'\n\n/quit";
        screen.paste(code);
        screen.awaitText("/quit");
        screen.type("\r");
        await().untilAsserted(() -> assertThat(session.said).containsExactly(code));
    }

    @Test
    void beginsANewLineAfterABackslashAndAtAltEnter() {
        start();
        screen.type("one\\\r");
        screen.type("two\u001b\rthree\r");
        await().untilAsserted(() -> assertThat(session.said).containsExactly("one\ntwo\nthree"));
    }

    @Test
    void leavesAtCtrlCAndKeepsTheHalfTypedLineInTheHistory() throws Exception {
        start();
        screen.type("half typed");
        screen.awaitText("half typed");
        screen.type("\u0003");
        assertThat(end()).isEqualTo(ChatEnd.LEFT);
        assertThat(history()).contains("half typed");
        assertThat(session.said).isEmpty();
    }

    @Test
    void leavesAtCtrlD() throws Exception {
        start();
        screen.type("\u0004");
        assertThat(end()).isEqualTo(ChatEnd.LEFT);
    }

    @Test
    void stopsAReplyAtCtrlCAndKeepsWhatWasShown() {
        start();
        screen.type("slow\r");
        screen.awaitText("It takes");
        screen.type("\u0003");
        screen.awaitText("stopped");
        screen.awaitLastLine(">");
        assertThat(screen.lines()).containsExactly("Hello.", "> slow", "It takes", "stopped", "", ">");
        say("again");
    }

    @Test
    void leavesAtASecondCtrlCWhenAStopHangs() throws Exception {
        start();
        screen.type("hang\r");
        screen.awaitText("It hangs");
        screen.type("\u0003");
        screen.awaitText("press Ctrl-C again to leave");
        screen.type("\u0003");
        assertThat(end()).isEqualTo(ChatEnd.LEFT);
        assertThat(screen.lines().getLast()).isEqualTo("It hangs");
    }

    @Test
    void keepsKeysTypedDuringAReplyForTheNextPrompt() {
        start();
        screen.type("slow\r");
        screen.awaitText("It takes");
        screen.type("next");
        screen.type("\u0003");
        screen.awaitLastLine("> next");
        assertThat(screen.text()).contains("It takes\nstopped");
    }

    @Test
    void goesOnAfterAFailure() {
        start();
        screen.type("fail\r");
        screen.awaitText("! It went wrong; try again.");
        screen.awaitLastLine(">");
        say("more");
    }

    @Test
    void runsCommands() throws Exception {
        start();
        screen.type("/help\r");
        screen.awaitText("help for you");
        screen.awaitLastLine(">");
        screen.type("/nothing\r");
        screen.awaitText("! No such command: /nothing");
        screen.awaitLastLine(">");
        screen.type("/continue\r");
        screen.awaitText("It takes");
        screen.type("\u0003");
        screen.awaitText("stopped");
        screen.awaitLastLine(">");
        screen.type("/quit\r");
        assertThat(end()).isEqualTo(ChatEnd.LEFT);
        assertThat(session.commands).containsExactly("/help", "/nothing", "/continue", "/quit");
    }

    @Test
    void interruptsACommandAtCtrlC() {
        start();
        screen.type("/wait\r");
        await().until(() -> session.commands.contains("/wait"));
        screen.type("\u0003");
        screen.awaitText("! given up");
        assertThat(session.interrupted).isCompleted();
    }

    @Test
    void completesCommands() {
        start();
        screen.type("/pe\t");
        screen.awaitText("> /persona");
        screen.type("li\t\r");
        await().untilAsserted(() -> assertThat(session.commands).containsExactly("/persona list"));
    }

    @Test
    void completesNothingInAMessage() {
        start();
        screen.type("/usr/bin a pe\tx");
        screen.awaitText("a pex");
    }

    @Test
    void remembersLinesInAFileForItsOwnerOnly() throws Exception {
        start();
        say("first");
        screen.type("\u0004");
        assertThat(end()).isEqualTo(ChatEnd.LEFT);
        assertThat(history()).contains("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("deep/history"))))
                .isEqualTo("rw-------");
    }

    @Test
    void startsWithAHistoryThatIsNone() throws Exception {
        Files.createDirectories(home.resolve("deep"));
        Files.writeString(home.resolve("deep/history"), "no colon\n\u0000\u00ff:x\n12:\\");
        start();
        say("works");
    }

    @Test
    void ignoresBlankLines() {
        start();
        screen.type("  \r\r");
        say("x");
        assertThat(session.said).containsExactly("x");
    }

    private void start() {
        var chat = new TerminalChat(
                screen.terminal(),
                screen.look(),
                Words.english(),
                session,
                line -> line.contains(" ") ? List.of("list") : List.of("/persona", "/help"),
                home.resolve("deep/history"));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                end.complete(chat.run(List.of("Hello.")));
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        screen.awaitLastLine(">");
    }

    private void say(String text) {
        screen.type(text + "\r");
        screen.awaitText("you said " + text);
        screen.awaitLastLine(">");
    }

    private ChatEnd end() throws Exception {
        return end.get(10, TimeUnit.SECONDS);
    }

    private String history() throws IOException {
        return Files.readString(home.resolve("deep/history"));
    }
}
