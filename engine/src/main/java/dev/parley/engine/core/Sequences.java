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
    /** Whose beginning is being fetched from disk; nobody has to work for them. */
    final List<Sequence> fetching = new ArrayList<>();

    final Deque<Sequence> waiting = new ArrayDeque<>();
    final List<Sequence> reading = new ArrayList<>();
    final List<Sequence> decoding = new ArrayList<>();
    /** The adapters of those that read, the ones that waited longest first. */
    private final LinkedHashSet<AdapterSet> turns = new LinkedHashSet<>();

    boolean isEmpty() {
        return waiting.isEmpty() && reading.isEmpty() && decoding.isEmpty();
    }

    /** Whether nobody else is there or on the way. */
    boolean isAlone(Sequence sequence) {
        return all().allMatch(each -> each == sequence);
    }

    /** Ends those that will never get inside. */
    void failOutside(RuntimeException cause) {
        for (Collection<Sequence> some : List.of(fetching, waiting)) {
            for (Sequence each : some) {
                each.listener.failed(cause);
                each.close();
            }
        }
    }

    /** Those inside, in a list of their own. */
    List<Sequence> running() {
        List<Sequence> all = new ArrayList<>(reading);
        all.addAll(decoding);
        return all;
    }

    int parked() {
        return (int) waiting.stream().filter(each -> each.parked() != null).count();
    }

    Stream<Sequence> all() {
        return Stream.of(fetching, waiting, reading, decoding).flatMap(Collection::stream);
    }

    /** The first in the line comes in. */
    Sequence admit() {
        Sequence next = waiting.removeFirst();
        (next.unread() > 0 ? reading : decoding).add(next);
        return next;
    }

    /** Back to the front of the line, with its state: whoever is there is younger. */
    void park(Sequence sequence) {
        leave(sequence);
        waiting.addFirst(sequence);
    }

    void startDecoding(Sequence sequence) {
        reading.remove(sequence);
        decoding.add(sequence);
    }

    void leave(Sequence sequence) {
        fetching.remove(sequence);
        waiting.remove(sequence);
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
