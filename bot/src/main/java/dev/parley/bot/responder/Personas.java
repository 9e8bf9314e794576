package dev.parley.bot.responder;

import dev.parley.persistence.Binding;
import dev.parley.persistence.BindingScope;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Person;
import dev.parley.persistence.PersonaBindings;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaLibrary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which persona answers whom, and where: conversation before channel before person before workspace. */
public final class Personas {
    private final PersonaLibrary library;
    private final PersonaBindings bindings;
    private final String otherwise;
    private final @Nullable String always;

    /**
     * A choice with its reason.
     *
     * @param persona who answers
     * @param scope the binding that won; null where none applies and the configured default answers
     */
    public record Choice(Persona persona, @Nullable BindingScope scope) {}

    /**
     * Creates the choice.
     *
     * @param library all personas
     * @param bindings what was chosen for places and people
     * @param otherwise id of the persona that answers where nothing was chosen; in the library
     * @param always id of the persona that answers whatever was chosen; null to let the choices count
     */
    public Personas(PersonaLibrary library, PersonaBindings bindings, String otherwise, @Nullable String always) {
        this.library = library;
        this.bindings = bindings;
        this.otherwise = otherwise;
        this.always = always;
    }

    /**
     * Resolves.
     *
     * @param key where the message was written
     * @param person who wrote it
     * @return the persona; a binding to one that is gone is passed over
     */
    public Choice resolve(ConversationKey key, Person person) {
        return resolve(key, person, null);
    }

    /**
     * Resolves for one message.
     *
     * @param key where it was written
     * @param person who wrote it
     * @param chosen the persona that was chosen for it alone; null for none
     * @return the persona; one that is gone is passed over
     */
    public Choice resolve(ConversationKey key, Person person, @Nullable String chosen) {
        if (always != null) {
            return new Choice(library.find(always).orElseThrow(), null);
        }
        var wanted = Optional.ofNullable(chosen).flatMap(library::find);
        if (wanted.isPresent()) {
            return new Choice(wanted.get(), null);
        }
        for (Binding binding : bindings.applying(key, person)) {
            var bound = library.find(binding.persona());
            if (bound.isPresent()) {
                return new Choice(bound.get(), binding.subject().scope());
            }
        }
        return new Choice(library.find(otherwise).orElseThrow(), null);
    }

    /**
     * All personas.
     *
     * @return the library
     */
    public PersonaLibrary library() {
        return library;
    }
}
