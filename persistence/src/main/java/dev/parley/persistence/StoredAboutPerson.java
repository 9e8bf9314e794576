package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that is stored about a person, the oldest first in each list.
 *
 * @param person who
 * @param conversations those that they took part in
 * @param turns what they wrote and what was answered to them; nothing that other people wrote
 * @param quotations what of theirs went into others' questions
 * @param messages what of theirs passed through the inbox
 * @param deliveries which messages of the platform show the answers
 * @param bindings the personas that they chose for themselves
 * @param feedback their votes
 */
public record StoredAboutPerson(
        Person person,
        List<Conversation> conversations,
        List<Turn> turns,
        List<Quotation> quotations,
        List<InboxEntry> messages,
        List<Delivery> deliveries,
        List<Binding> bindings,
        List<FeedbackEntry> feedback) {
    /** Keeps copies. */
    public StoredAboutPerson {
        requireNonNull(person, "person");
        conversations = List.copyOf(conversations);
        turns = List.copyOf(turns);
        quotations = List.copyOf(quotations);
        messages = List.copyOf(messages);
        deliveries = List.copyOf(deliveries);
        bindings = List.copyOf(bindings);
        feedback = List.copyOf(feedback);
    }
}
