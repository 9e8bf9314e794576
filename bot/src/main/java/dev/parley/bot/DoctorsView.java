package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.doctor.FirstTokenLook;
import dev.parley.bot.doctor.View;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.TransportLimits;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.ModelStore;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.LlamaServerCommand;
import dev.parley.engine.supervisor.RunningEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the doctor is shown of the application. */
final class DoctorsView implements View {
    private static final Duration LOADING = Duration.ofMinutes(4);

    private final Start start;
    private final ModelSetup setup;

    DoctorsView(Start start) {
        this.start = start;
        this.setup = new ModelSetup(start);
    }

    @Override
    public ModelStore models() {
        return setup.store();
    }

    @Override
    public ModelReference model() {
        return setup.inUse();
    }

    @Override
    public List<String> tuned() {
        return EngineTune.lines(start);
    }

    @Override
    public int personas() {
        return PersonaFolders.load(start).all().size();
    }

    @Override
    public List<String> lacks(EngineFeatures features) {
        return EngineNotes.lacks(features, Words.english());
    }

    @Override
    public Optional<String> problemOfCommand() {
        List<String> command = start.settings().engine().command();
        return command.isEmpty()
                ? Optional.empty()
                : LlamaServerCommand.problem(EngineChoice.words(command).getFirst());
    }

    @Override
    public FirstTokenLook.Trial engine() throws Exception {
        Closer closer = new Closer();
        try {
            EngineClient client = client(EngineChoice.of(start, null), closer);
            return new FirstTokenLook.Trial() {
                @Override
                public EngineClient client() {
                    return client;
                }

                @Override
                public void close() {
                    closer.close();
                }
            };
        } catch (Exception e) {
            closer.close();
            throw e;
        }
    }

    /** Parley's own engine without the states of conversations: they belong to whoever answers. */
    private EngineClient client(EngineChoice choice, Closer closer) throws InterruptedException {
        if (choice instanceof EngineChoice.Embedded(ModelSetup.Ready model)) {
            return EngineStart.alone(closer, start, model.file(), TransportLimits.DEFAULT);
        }
        RunningEngine engine = closer.add(choice.start(start, PersonaFolders.load(start), _ -> {}));
        EngineClient client = closer.add(new EngineClient(engine));
        EngineState state = engine.awaitReady(LOADING);
        if (!(state instanceof EngineState.Ready)) {
            throw new CommandFailure(ExitCode.ENGINE, EngineNotes.summary(state, Words.english()));
        }
        return client;
    }
}
