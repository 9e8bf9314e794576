package dev.parley.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.command.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README says what the program says. */
class ReadmeTest {
    private static final Path FILE = Path.of("..", "README.md");
    private static final Pattern ROW = Pattern.compile("^\\| `\\./parley ([^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    private static String readme;

    @BeforeAll
    static void read() throws IOException {
        readme = Files.readString(FILE);
    }

    private static List<String> found(Pattern pattern) {
        return pattern.matcher(readme)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    @Test
    void namesEveryCommandOfTheHelpAndNoOther() {
        assertThat(found(ROW))
                .containsExactlyInAnyOrderElementsOf(HelpTexts.commands().keySet());
    }

    @Test
    void namesEveryCommandOfTheChat() {
        assertThat(Surface.TERMINAL.commands())
                .allSatisfy(command -> assertThat(readme).contains("`/" + command.word()));
    }

    @Test
    void fitsAScreenOrTwo() {
        assertThat(readme.lines().count()).isLessThanOrEqualTo(120);
    }

    @Test
    void linksToWhatIsThere() {
        assertThat(found(LINK))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(FILE.resolveSibling(link)).exists());
    }
}
