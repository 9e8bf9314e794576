package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Report.Entry WELL = new Report.Entry("java", new Finding.Well("25"));
    private static final Report.Entry WARNING =
            new Report.Entry("disk", new Finding.Warning("little room", "make some"));
    private static final Report.Entry MODEL =
            new Report.Entry("model", new Finding.Wrong("not there", "fetch it", ExitCode.MODEL));
    private static final Report.Entry SLACK =
            new Report.Entry("slack", new Finding.Wrong("refused", "another token", ExitCode.PLATFORM));

    @Test
    void aLineForEachAndItsFixBelow() {
        assertThat(new Report(List.of(WELL, WARNING, MODEL)).text()).isEqualToNormalizingNewlines("""
                ok       java              25
                warning  disk              little room
                                           -> make some
                wrong    model             not there
                                           -> fetch it

                1 wrong, 1 warning, 1 ok.""");
    }

    @Test
    void saysThatAllIsWell() {
        assertThat(new Report(List.of(WELL)).text()).endsWith("\n\nAll is well.");
    }

    @Test
    void theFirstThingThatIsWrongGivesTheExitCode() {
        assertThat(new Report(List.of(WELL, WARNING, MODEL, SLACK)).exitCode()).isEqualTo(ExitCode.MODEL);
    }

    @Test
    void aWarningIsNoFailure() {
        assertThat(new Report(List.of(WELL, WARNING)).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void asJsonItHasTheNamesThatScriptsKnow() {
        assertThat(new Report(List.of(WELL, SLACK)).json()).hasToString("""
                {"status":"wrong","exit_code":10,"findings":[\
                {"check":"java","status":"ok","found":"25","fix":null},\
                {"check":"slack","status":"wrong","found":"refused","fix":"another token"}]}""");
    }

    @Test
    void theFirstSentenceOfAFailureIsWhatWasFoundAndTheRestTheFix() {
        assertThat(Finding.wrong("The file a.b is odd. Remove it. Fetch it.", "?", ExitCode.MODEL))
                .isEqualTo(new Finding.Wrong("The file a.b is odd.", "Remove it. Fetch it.", ExitCode.MODEL));
        assertThat(Finding.wrong("It is odd", "Look.", ExitCode.MODEL))
                .isEqualTo(new Finding.Wrong("It is odd", "Look.", ExitCode.MODEL));
    }
}
