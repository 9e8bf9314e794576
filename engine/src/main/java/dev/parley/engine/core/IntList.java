package dev.parley.engine.core;

import java.util.Arrays;

/** A growing array of token ids. */
final class IntList {
    private int[] values;
    private int size;

    IntList(int[] initial) {
        values = Arrays.copyOf(initial, Math.max(16, initial.length + 64));
        size = initial.length;
    }

    IntList() {
        this(new int[0]);
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(int[] more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(size * 2, size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    int[] toArray(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    int[] toArray() {
        return toArray(0, size);
    }
}
