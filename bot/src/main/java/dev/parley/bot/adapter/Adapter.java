package dev.parley.bot.adapter;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.AdapterUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a persona speaks with on a model, besides its prompt. */
public sealed interface Adapter {
    /**
     * What a request tells the engine of its adapters.
     *
     * @return every adapter that the engine has loaded, the unused ones with scale 0: llama-server would use those that a
     *     request leaves out
     */
    List<AdapterUse> uses();

    /**
     * How it is stored with a reply.
     *
     * @return the file's name, the beginning of its checksum and the scale unless it is 1; null where none speaks along
     */
    default @Nullable String stored() {
        return this instanceof Active active ? active.name() : null;
    }

    /**
     * How it is with the adapter, for a person.
     *
     * @param model the model's name
     * @param words the language
     * @return a sentence
     */
    default String in(String model, Words words) {
        return switch (this) {
            case Active(String name, var _) -> words.say("adapter.active", model, name);
            case None _ -> words.say("adapter.none", model);
            case Broken(Flaw flaw, var _) -> words.say("adapter.broken", model, flaw.in(words));
        };
    }

    /**
     * It speaks along.
     *
     * @param name as {@link #stored}
     * @param uses see {@link #uses}
     */
    record Active(String name, List<AdapterUse> uses) implements Adapter {
        /** Copies the list. */
        public Active {
            uses = List.copyOf(uses);
        }
    }

    /**
     * The persona has none for this model.
     *
     * @param uses see {@link #uses}
     */
    record None(List<AdapterUse> uses) implements Adapter {
        /** Copies the list. */
        public None {
            uses = List.copyOf(uses);
        }
    }

    /**
     * The persona has one that cannot be used.
     *
     * @param flaw why
     * @param uses see {@link #uses}
     */
    record Broken(Flaw flaw, List<AdapterUse> uses) implements Adapter {
        /** Copies the list. */
        public Broken {
            uses = List.copyOf(uses);
        }
    }
}
