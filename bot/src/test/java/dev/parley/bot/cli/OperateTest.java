package dev.parley.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators read says what there is; its commands are run by {@code OperatingIT}. */
class OperateTest {
    private static final Path FILE = Path.of("..", "docs", "operate.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern ALERT = Pattern.compile("^ *- alert: (\\w+)$", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| (Parley\\w+) \\|", Pattern.MULTILINE);

    private static String text;

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(FILE);
    }

    private static List<String> found(Pattern pattern, String where) {
        return pattern.matcher(where).results().map(each -> each.group(1)).toList();
    }

    @Test
    void isReadInAFewMinutes() {
        assertThat(text.lines().count()).isLessThanOrEqualTo(150);
    }

    @Test
    void linksToWhatIsThere() {
        assertThat(found(LINK, text))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(FILE.resolveSibling(link)).exists());
    }

    @Test
    void explainsEveryAlertAndNoOther() throws IOException {
        var alerts = Files.readString(Path.of("..", "deploy", "prometheus", "alerts.yaml"));

        assertThat(found(ROW, text)).containsExactlyElementsOf(found(ALERT, alerts));
    }
}
