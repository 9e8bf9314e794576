package dev.parley.bot.doctor;

import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.ModelStore;
import java.util.List;
import java.util.Optional;

/** What the application knows and the doctor asks it for. */
public interface View {
    /** Where models are. */
    ModelStore models();

    /**
     * The model in use, or the one that would be.
     *
     * @throws dev.parley.engine.models.ModelException if the configured name means none
     */
    ModelReference model();

    /** What {@code engine tune} found here, a line for each model. */
    List<String> tuned();

    /**
     * How many personas can be chosen.
     *
     * @throws RuntimeException with every mistake in their files
     */
    int personas();

    /** What a server cannot do, a sentence each. */
    List<String> lacks(EngineFeatures features);

    /** What is wrong with the program of {@code engine.command}; empty where it is there, or none is configured. */
    Optional<String> problemOfCommand();

    /**
     * Starts the configured engine, whose model is there, for a moment.
     *
     * @throws Exception if it does not become ready, with the way out
     */
    FirstTokenLook.Trial engine() throws Exception;
}
