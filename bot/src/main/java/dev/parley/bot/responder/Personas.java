package dev.parley.bot.responder;

import dev.parley.persistence.Binding;
import dev.parley.persistence.BindingScope;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Person;
import dev.parley.persistence.PersonaBindings;
import dev.parley.prompts.LivePersonas;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.PersonaLibrary;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which persona answers whom, and where: conversation before channel before person before workspace. */
public final class Personas {
    private final LivePersonas personas;
    private final PersonaBindings bindings;
    private final Supplier<String> otherwise;
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
     * @param personas all personas
     * @param bindings what was chosen for places and people
     * @param otherwise id of the persona that answers where nothing was chosen, as it is now; one that is needed there
     * @param always id of the persona that answers whatever was chosen; null to let the choices count
     */
    public Personas(
            LivePersonas personas, PersonaBindings bindings, Supplier<String> otherwise, @Nullable String always) {
        this.personas = personas;
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
        var library = library();
        var wanted = Optional.ofNullable(always)
                .flatMap(library::find)
                .or(() -> Optional.ofNullable(chosen).flatMap(library::find));
        if (wanted.isPresent()) {
            return new Choice(wanted.get(), null);
        }
        for (Binding binding : bindings.applying(key, person)) {
            var bound = library.find(binding.persona());
            if (bound.isPresent()) {
                return new Choice(bound.get(), binding.subject().scope());
            }
        }
        // In the moment of a reload the library may not have it yet, and has it when it is asked again.
        return new Choice(
                library.find(otherwise.get())
                        .or(() -> library().find(otherwise.get()))
                        .orElseThrow(),
                null);
    }

    /**
     * All personas.
     *
     * @return the library as it is now
     */
    public PersonaLibrary library() {
        return personas.now();
    }

    /**
     * Why the personas are not as their files are.
     *
     * @return what was wrong when they were last looked at
     */
    public Optional<PersonaException> mistakes() {
        return personas.mistakes();
    }
}
