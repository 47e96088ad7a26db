package io.gossamer.net.collective;

import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Operations that are under way together, and how far each has come on this member. They have consecutive numbers, which
 * all members give them alike. Any task may say how far one has come.
 */
final class UnderWay {
    /** So many may be under way together: a report tells of each, and so does the answer to it. */
    static final int MOST = 256;

    /** Operations are told apart by their numbers alone. */
    private static final long TAG = 0;

    private enum Stage {
        OPEN,
        /** This member has its whole result. */
        WHOLE,
        /** All have. */
        COUNTS
    }

    private final long first;
    private final Stage[] stages;
    private final List<List<Integer>> contributors;

    /**
     * @param first the number of the first of them, and so how many are over; negative if this member does not know yet
     * @param size how many there are
     */
    UnderWay(long first, int size) {
        this.first = first;
        this.stages = new Stage[size];
        this.contributors = new ArrayList<>(Collections.nCopies(size, List.of()));
        Arrays.fill(stages, Stage.OPEN);
    }

    int size() {
        return stages.length;
    }

    /** What all members call the operation at {@code index}. */
    int number(int index) {
        return (int) first + index;
    }

    /**
     * This member has the whole result of an operation.
     *
     * @param by the numbers of those who contributed
     */
    synchronized void whole(int index, List<Integer> by) {
        stages[index] = Stage.WHOLE;
        contributors.set(index, by);
    }

    /** All members have it. */
    synchronized void count(int index) {
        stages[index] = Stage.COUNTS;
    }

    synchronized boolean counts(int index) {
        return stages[index] == Stage.COUNTS;
    }

    /** Those that are still to be done. */
    synchronized List<Integer> open() {
        return IntStream.range(0, stages.length)
                .filter(index -> stages[index] != Stage.COUNTS)
                .boxed()
                .toList();
    }

    /** Who contributed to each. */
    synchronized List<List<Integer>> contributors() {
        return List.copyOf(contributors);
    }

    /** What this member says of them when a view ends. */
    synchronized FlushReport report(Set<OperationId> kept) {
        Map<Boolean, Set<OperationId>> byWhole = IntStream.range(0, stages.length)
                .boxed()
                .collect(Collectors.partitioningBy(
                        index -> stages[index] != Stage.OPEN, Collectors.mapping(this::id, Collectors.toSet())));
        return new FlushReport(Map.of(TAG, Math.max(0, first)), byWhole.get(true), byWhole.get(false), kept);
    }

    /** Takes what was decided on them at the end of a view: what is whole and does not count is to be done again. */
    synchronized void conclude(Set<OperationId> committed) {
        for (int index = 0; index < stages.length; index++) {
            if (stages[index] == Stage.WHOLE) {
                stages[index] = committed.contains(id(index)) ? Stage.COUNTS : Stage.OPEN;
            }
        }
    }

    private OperationId id(int index) {
        return id(first + index);
    }

    static OperationId id(long number) {
        return new OperationId(TAG, number);
    }
}
