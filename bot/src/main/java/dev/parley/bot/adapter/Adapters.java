package dev.parley.bot.adapter;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.LoadedAdapter;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which adapter each persona speaks with. It is asked anew for each request and remembers no ids: an engine that was
 * started again numbers its adapters anew, and asking it costs a millisecond.
 */
public final class Adapters {
    private static final Logger log = LoggerFactory.getLogger(Adapters.class);

    private final EngineClient engine;
    private final Supplier<String> model;
    private final AdapterFiles files = new AdapterFiles();
    private final Map<String, String> logged = new ConcurrentHashMap<>();

    /**
     * Adapters for one model.
     *
     * @param engine runs it
     * @param model its name, as personas name base models
     */
    public Adapters(EngineClient engine, String model) {
        this(engine, () -> model);
    }

    /**
     * Adapters for whichever model runs.
     *
     * @param engine runs it
     * @param model its name now, as personas name base models
     */
    public Adapters(EngineClient engine, Supplier<String> model) {
        this.engine = engine;
        this.model = model;
    }

    /**
     * The model's name.
     *
     * @return as personas name base models
     */
    public String model() {
        return model.get();
    }

    /**
     * What a persona speaks with now. An engine that loads adapters while it runs has loaded it when this returns.
     *
     * @param persona who speaks
     * @return the adapter, or why there is none
     * @throws EngineException.Lost if there is no engine at the moment
     */
    public Adapter of(Persona persona) {
        Adapter adapter = find(persona);
        note(persona, adapter);
        return adapter;
    }

    private Adapter find(Persona persona) {
        AdapterFile wanted = persona.adapters().get(model());
        try {
            Optional<List<LoadedAdapter>> loaded = engine.adapters();
            List<AdapterUse> none = loaded.orElse(List.of()).stream()
                    .map(each -> new AdapterUse(each.id(), 0))
                    .toList();
            if (wanted == null) {
                return new Adapter.None(none);
            }
            Optional<Flaw> flaw = loaded.isEmpty() ? Optional.of(new Flaw.NoPlace()) : files.flaw(wanted);
            return flaw.<Adapter>map(why -> new Adapter.Broken(why, none))
                    .orElseGet(() -> loaded(wanted, loaded.orElseThrow(), none));
        } catch (EngineException.Lost e) {
            throw e;
        } catch (EngineException e) {
            return new Adapter.Broken(new Flaw.Refused(String.valueOf(e.getMessage())), List.of());
        }
    }

    private Adapter loaded(AdapterFile wanted, List<LoadedAdapter> loaded, List<AdapterUse> none) {
        try {
            OptionalInt id = loaded.stream()
                    .filter(each -> isSame(wanted, each))
                    .mapToInt(LoadedAdapter::id)
                    .findFirst();
            if (id.isEmpty()) {
                id = engine.loadAdapter(wanted.file(), wanted.sha256());
            }
            return id.isEmpty()
                    ? new Adapter.Broken(new Flaw.NotLoaded(AdapterFiles.shown(wanted)), none)
                    : new Adapter.Active(name(wanted), with(id.getAsInt(), wanted.scale(), none));
        } catch (EngineException.BadRequest e) {
            // Asked again the next time: it may have been for want of room.
            String why = String.valueOf(e.getMessage()).replace(whole(wanted), AdapterFiles.shown(wanted));
            return new Adapter.Broken(new Flaw.Refused(why), none);
        }
    }

    /**
     * By its content, where the engine says what that is; otherwise by where it lies, of which at least persona, folder
     * and file have to be the same: the personas' files are all called after the model.
     */
    private static boolean isSame(AdapterFile wanted, LoadedAdapter loaded) {
        return loaded.sha256().isEmpty()
                ? whole(wanted).equals(loaded.path())
                        || ("/" + loaded.path()).endsWith("/" + AdapterFiles.shown(wanted))
                : wanted.sha256().equals(loaded.sha256());
    }

    private static String whole(AdapterFile file) {
        return file.file().toAbsolutePath().toString();
    }

    private static List<AdapterUse> with(int id, double scale, List<AdapterUse> none) {
        List<AdapterUse> uses = new ArrayList<>(none);
        uses.removeIf(each -> each.id() == id);
        uses.add(new AdapterUse(id, scale));
        return uses;
    }

    private static String name(AdapterFile file) {
        String named = file.file().getFileName() + "@" + file.sha256().substring(0, 12);
        return file.scale() == 1 ? named : named + "*" + file.scale();
    }

    /** Once, and again when it is different. */
    private void note(Persona persona, Adapter adapter) {
        String now = adapter.in(model(), Words.english());
        if (!now.equals(logged.put(persona.id(), now))) {
            if (adapter instanceof Adapter.Broken) {
                log.warn("persona {}: {}", persona.id(), now);
            } else {
                log.info("persona {}: {}", persona.id(), now);
            }
        }
    }
}
