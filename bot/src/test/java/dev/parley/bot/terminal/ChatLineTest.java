package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.terminal.ChatLine.Blank;
import dev.parley.bot.terminal.ChatLine.Command;
import dev.parley.bot.terminal.ChatLine.Message;
import java.util.Map;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;

class ChatLineTest {
    @Test
    void tellsCommandsFromMessages() {
        assertThat(ChatLine.of("  /help ")).isEqualTo(new Command("/help"));
        assertThat(ChatLine.of("//etc is a folder")).isEqualTo(new Message("/etc is a folder"));
        assertThat(ChatLine.of("/* a comment */")).isEqualTo(new Message("/* a comment */"));
        assertThat(ChatLine.of("/")).isEqualTo(new Message("/"));
        assertThat(ChatLine.of(" \n ")).isEqualTo(new Blank());
    }

    @Test
    void leavesPastedCodeAsItIs() {
        assertThat(ChatLine.of("// a comment\nint x;")).isEqualTo(new Message("// a comment\nint x;"));
        assertThat(ChatLine.of("\n \n    indented\n  code\n")).isEqualTo(new Message("    indented\n  code"));
    }

    @Test
    void looksPlainOnADumbTerminalAndWithoutColoursWhereTheyAreNotWanted() throws Exception {
        var xterm = new Screen(70, 10).terminal();
        assertThat(TerminalLook.of(xterm, Map.of("TERM", "xterm")::get))
                .matches(look -> look.styled() && look.colours() && look.width() == 70);
        assertThat(TerminalLook.of(xterm, Map.of("TERM", "xterm", "NO_COLOR", "1")::get))
                .matches(look -> look.styled() && !look.colours());
        assertThat(TerminalLook.of(xterm, Map.of("TERM", "dumb")::get)).matches(look -> !look.styled());
        assertThat(TerminalLook.of(xterm, Map.<String, String>of()::get)).matches(look -> !look.styled());
        try (var dumb = TerminalBuilder.builder()
                .streams(java.io.InputStream.nullInputStream(), java.io.OutputStream.nullOutputStream())
                .type("dumb")
                .build()) {
            assertThat(TerminalLook.of(dumb, Map.of("TERM", "xterm")::get)).matches(look -> !look.styled());
        }
    }
}
