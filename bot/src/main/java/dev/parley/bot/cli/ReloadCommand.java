package dev.parley.bot.cli;

import dev.parley.bot.config.CurrentSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code parley reload}. It reads no configuration itself: its environment may lack what the owner's has, and the owner
 * judges.
 */
@Command(name = "reload", description = "let a running 'run' read its configuration again; no reply is lost")
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        var parley = ParleyCommand.above(spec);
        return parley.actions()
                .reload(parley.surroundings().home(), parley.surroundings().out())
                .code();
    }

    /** Ends its help: what changes, and what does not, as the records say it. */
    static String[] footer() {
        var lines = new ArrayList<>(
                List.of("", "New messages see at once what changed; replies that run end as they began.", ""));
        lines.add("Changes at once (and the personas' files):");
        CurrentSettings.live().forEach(each -> lines.add("  " + each));
        lines.addAll(List.of("", "Needs a restart; the answer names it, and it stays as it was:"));
        CurrentSettings.fixed().forEach(each -> lines.add("  " + each));
        lines.addAll(
                List.of("", "A configuration with mistakes changes nothing: all of them are printed, exit code 2."));
        return lines.toArray(String[]::new);
    }
}
