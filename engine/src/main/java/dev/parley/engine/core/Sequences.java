package dev.parley.engine.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who waits, whose prompt is being read, who is being answered, and whose turn it is. Belongs to the scheduler's thread. */
final class Sequences {
    final Deque<Sequence> waiting = new ArrayDeque<>();
    final List<Sequence> reading = new ArrayList<>();
    final List<Sequence> decoding = new ArrayList<>();
    /** The adapters of those that read, the ones that waited longest first. */
    private final LinkedHashSet<AdapterSet> turns = new LinkedHashSet<>();

    boolean isEmpty() {
        return waiting.isEmpty() && reading.isEmpty() && decoding.isEmpty();
    }

    /** Those inside, in a list of their own. */
    List<Sequence> running() {
        List<Sequence> all = new ArrayList<>(reading);
        all.addAll(decoding);
        return all;
    }

    Stream<Sequence> all() {
        return Stream.of(waiting, reading, decoding).flatMap(Collection::stream);
    }

    void startDecoding(Sequence sequence) {
        reading.remove(sequence);
        decoding.add(sequence);
    }

    void leave(Sequence sequence) {
        reading.remove(sequence);
        decoding.remove(sequence);
    }

    /** A step is computed under one set of adapters, so there is one for each in use; each reply is in one of them. */
    Collection<List<Sequence>> steps() {
        return decoding.stream()
                .collect(
                        Collectors.groupingBy(each -> each.request.adapters(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** Adapters take turns; of the prompts under the same ones, the one that is read soonest. */
    Sequence nextToRead() {
        List<AdapterSet> present =
                reading.stream().map(each -> each.request.adapters()).toList();
        turns.retainAll(present);
        turns.addAll(present);
        AdapterSet turn = turns.removeFirst();
        turns.addLast(turn);
        return reading.stream()
                .filter(each -> each.request.adapters().equals(turn))
                .min(Comparator.comparingInt(Sequence::unread))
                .orElseThrow();
    }
}
