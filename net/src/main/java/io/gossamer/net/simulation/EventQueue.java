package io.gossamer.net.simulation;

import java.util.Arrays;

/**
 * The events to come, by time and then by rank: a heap in which every place has four below it. Times and ranks stand in
 * arrays of their own, so that ordering touches no event; with thousands of nodes they would all be out of the cache.
 */
final class EventQueue {
    private static final int BELOW = 4;

    private long[] times = new long[1024];
    private long[] ranks = new long[1024];
    private Event[] events = new Event[1024];
    private int size;

    /** @param rank the order among events of the same time; unique */
    void add(Event event, long time, long rank) {
        if (size == events.length) {
            grow();
        }
        int place = size++;
        while (place > 0) {
            int above = (place - 1) / BELOW;
            if (isBefore(times[above], ranks[above], time, rank)) {
                break;
            }
            move(above, place);
            place = above;
        }
        put(place, event, time, rank);
    }

    /** Removes the first event; null if there is none. */
    Event poll() {
        if (size == 0) {
            return null;
        }
        Event first = events[0];
        size--;
        Event last = events[size];
        events[size] = null;
        if (size > 0) {
            sink(last, times[size], ranks[size]);
        }
        return first;
    }

    private void sink(Event event, long time, long rank) {
        int place = 0;
        while (true) {
            int least = leastBelow(place);
            if (least < 0 || isBefore(time, rank, times[least], ranks[least])) {
                break;
            }
            move(least, place);
            place = least;
        }
        put(place, event, time, rank);
    }

    /** The first of those below {@code place}; negative if there is none. */
    private int leastBelow(int place) {
        int from = BELOW * place + 1;
        if (from >= size) {
            return -1;
        }
        int least = from;
        int end = Math.min(from + BELOW, size);
        for (int i = from + 1; i < end; i++) {
            if (isBefore(times[i], ranks[i], times[least], ranks[least])) {
                least = i;
            }
        }
        return least;
    }

    private static boolean isBefore(long time, long rank, long otherTime, long otherRank) {
        return time < otherTime || (time == otherTime && rank < otherRank);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        ranks[to] = ranks[from];
        events[to] = events[from];
    }

    private void put(int place, Event event, long time, long rank) {
        times[place] = time;
        ranks[place] = rank;
        events[place] = event;
    }

    private void grow() {
        int larger = 2 * size;
        times = Arrays.copyOf(times, larger);
        ranks = Arrays.copyOf(ranks, larger);
        events = Arrays.copyOf(events, larger);
    }
}
