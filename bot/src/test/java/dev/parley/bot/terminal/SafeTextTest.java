package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u001b[31mb",
                "a\u001b[?2004;1 qb",
                "a\u009b2Jb",
                "a\u001b(0b",
                "a\u001bcb",
                "a\u0000\u0007\u0008\u007f\u0085b",
                "a\rb",
                "a\u202e\u2066\u2069b",
                "a\u200b\u2060\ufeff\u00adb",
                "a\udb40\udc41b"
            })
    void dropsWhatSteersATerminalOrHides(String text) {
        assertThat(SafeText.clean(text)).isEqualTo("ab");
    }

    @Test
    void showsTheContentsOfAStringSequenceThatNeverEnds() {
        assertThat(SafeText.clean("a\u001b]0;title and all the rest of the reply"))
                .isEqualTo("a0;title and all the rest of the reply");
    }

    @Test
    void endsASequenceAtWhatCannotBelongToIt() {
        assertThat(SafeText.clean("a\u001b[31\nb")).isEqualTo("a\nb");
        assertThat(SafeText.clean("a\u001b\u001b[31mb")).isEqualTo("ab");
    }

    @Test
    void keepsWhatScriptsAndEmojiNeed() {
        var text = "می\u200cخواهم 👩\u200d💻 ❤\ufe0f שלום\u200f\t\n";
        assertThat(SafeText.clean(text)).isEqualTo(text);
    }

    @Test
    void replacesHalvesOfCharacters() {
        assertThat(SafeText.clean("a\ud83d")).isEqualTo("a\ufffd");
        assertThat(SafeText.clean("\ude00b\ud83dc")).isEqualTo("\ufffdb\ufffdc");
    }

    @Test
    void knowsEveryNewline() {
        assertThat(SafeText.clean("a\r\nb\u2028c\u2029d")).isEqualTo("a\nb\nc\nd");
    }

    @Test
    void makesOneLine() {
        assertThat(SafeText.cleanLine(" a\n\tb\u001b[1m ")).isEqualTo("a b");
    }
}
