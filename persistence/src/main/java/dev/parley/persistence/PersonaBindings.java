package dev.parley.persistence;

import static java.util.Comparator.comparing;

import java.util.List;

/** Which persona answers where and whom. All methods throw {@link StoreException} when the database fails. */
public final class PersonaBindings {
    private final Sql sql;

    PersonaBindings(Sql sql) {
        this.sql = sql;
    }

    /** Binds a persona, in place of the one before. */
    public void bind(BindingSubject subject, String persona) {
        sql.transact(handle -> {
            handle.attach(BindingDao.class).put(subject, persona);
            return true;
        });
    }

    /** Takes a binding away; false when there was none. */
    public boolean unbind(BindingSubject subject) {
        return sql.transact(handle -> handle.attach(BindingDao.class).delete(subject)) > 0;
    }

    /** All bindings that concern this person at this place, the strongest first: the first one wins. */
    public List<Binding> applying(ConversationKey key, Person person) {
        return sql.run(handle -> handle.attach(BindingDao.class).applying(key, person.id())).stream()
                .sorted(comparing(binding -> binding.subject().scope()))
                .toList();
    }
}
