package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.models.CpuCheck;
import java.util.List;

/**
 * The processors.
 *
 * @param cpu what llama.cpp needs of them
 * @param cores how many this process may use
 * @param carried whether the llama.cpp that Parley brings is what computes
 */
record CpuLook(CpuCheck cpu, int cores, boolean carried) implements Look {
    @Override
    public List<Finding> look() {
        String words = cores + (cores == 1 ? " core" : " cores");
        String problem = cpu.problem().orElse("");
        if (problem.isEmpty()) {
            return List.of(new Finding.Well(words + ", " + cpu.needed()));
        }
        return List.of(
                carried
                        ? Finding.wrong(problem, "Use another machine.", ExitCode.ENGINE)
                        : new Finding.Well(words + "; too old for Parley's own engine, which is not used"));
    }
}
