package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.supervisor.EngineCommand;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link BareLoop} in its process. */
record BareProcess(Process process, BufferedWriter in, BufferedReader out, int tokens) implements AutoCloseable {
    /** Starts it; each round answers this question with so many tokens. */
    static BareProcess start(Path folder, String system, String question, int tokens) throws IOException {
        EngineCommand command = EngineCommand.likeThisProcess(BareLoop.class.getName(), folder);
        List<String> line = new ArrayList<>(List.of(command.java().toString()));
        line.addAll(command.flags());
        line.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                command.mainClass(),
                RealModel.file().toString(),
                Integer.toString(tokens),
                "<|im_start|>system\n" + system + "<|im_end|>\n<|im_start|>user\n" + question
                        + "<|im_end|>\n<|im_start|>assistant\n"));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("OMP_") || name.startsWith("GOMP_"));
        Process process = builder.start();
        return new BareProcess(process, process.outputWriter(), process.inputReader(), tokens);
    }

    double round() throws IOException {
        in.write("go\n");
        in.flush();
        String line = out.readLine();
        assertThat(line).as("a round of the bare loop").isNotNull();
        String[] said = line.split(" ", -1);
        assertThat(said[0]).as("tokens of the bare loop").isEqualTo(Integer.toString(tokens));
        return (tokens - 1) * 1e9 / Long.parseLong(said[1]);
    }

    @Override
    public void close() throws IOException {
        in.close();
        process.destroyForcibly();
    }
}
