package io.gossamer.net.collective;

import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.schedule.Step;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Carries out a node's part of a schedule, piece by piece, so that a node passes one piece on while the next comes in.
 *
 * <p>The target takes what is under way, so that nothing is copied on the way and the source is only read. If both are
 * the same array, what comes in goes through {@code scratch} first. A piece of the target is overwritten only when those
 * who were sent what it held before have taken it: nobody can send its result earlier.
 *
 * @param contributors how many arrays a result is made of
 * @param neighbours the other nodes, by number
 * @param scratch at least {@link #SCRATCH_BYTES}
 */
record ScheduleRun<E extends Exception>(
        Schedule schedule,
        Reduction reduction,
        int contributors,
        Passage<E> passage,
        IntFunction<? extends Neighbour<E>> neighbours,
        MemorySegment scratch) {
    private static final long SMALLEST_PIECE = 8 << 10;
    private static final long LARGEST_PIECE = 256 << 10;
    /** Pieces end where elements do. */
    private static final long ALIGNMENT = Long.BYTES;

    /** For one piece that is being combined and one that comes in. */
    static final long SCRATCH_BYTES = 2 * LARGEST_PIECE;

    /**
     * Runs all steps. What was queued may still have to leave.
     *
     * @param source this node's array; only the target's equal or an array apart from it
     * @param target as long as the source
     */
    void run(MemorySegment source, MemorySegment target) throws E, InterruptedException {
        boolean inPlace = source.equals(target);
        long width = reduction.type().bytes();
        Chunks chunks = new Chunks(target.byteSize() / width, schedule.chunks());
        for (Step step : schedule.steps()) {
            List<Neighbour<E>> to = neighbours(step.to());
            long end = chunks.end(step.chunk()) * width;
            long size = pieceBytes(chunks.size(step.chunk()) * width, schedule.pieces());
            for (long at = chunks.start(step.chunk()) * width; at < end; at += size) {
                long bytes = Math.min(size, end - at);
                MemorySegment own = source.asSlice(at, bytes);
                pass(step, inPlace, own, inPlace ? own : target.asSlice(at, bytes), to);
            }
        }
    }

    /** The length of all pieces of a chunk but the last: about as many as asked for, and worth a frame each. */
    static long pieceBytes(long bytes, int pieces) {
        return Math.clamp(bytes / pieces, SMALLEST_PIECE, LARGEST_PIECE) & -ALIGNMENT;
    }

    private List<Neighbour<E>> neighbours(List<Integer> nodes) {
        List<Neighbour<E>> found = new ArrayList<>(nodes.size());
        for (int node : nodes) {
            found.add(neighbours.apply(node));
        }
        return found;
    }

    private void pass(Step step, boolean inPlace, MemorySegment source, MemorySegment target, List<Neighbour<E>> to)
            throws E, InterruptedException {
        switch (step.content()) {
            case COPY -> passage.relay(neighbours.apply(step.from().getFirst()), target, to);
            case CONTRIBUTION -> {
                boolean own = step.isOwn(schedule.node());
                if (!own) {
                    combine(step, inPlace, source, target);
                }
                passage.contribute(own ? source : target, to);
            }
            case RESULT -> {
                combine(step, inPlace, source, target);
                reduction.finish(target, contributors);
                passage.publish(target, to);
            }
        }
    }

    /** Leaves in the target what the step combines; in place, that begins in the scratch until the node's own turn. */
    private void combine(Step step, boolean inPlace, MemorySegment source, MemorySegment target)
            throws E, InterruptedException {
        MemorySegment sum = inPlace ? scratch.asSlice(0, target.byteSize()) : target;
        MemorySegment incoming = scratch.asSlice(LARGEST_PIECE, target.byteSize());
        boolean begun = false;
        boolean ownWaits = false;
        for (int from : step.from()) {
            boolean own = from == schedule.node();
            if (own && inPlace) {
                combineIf(begun, target, sum);
                sum = target;
                begun = true;
            } else if (own) {
                combineIf(begun, sum, source);
                ownWaits = !begun;
            } else if (begun) {
                passage.take(neighbours.apply(from), incoming);
                reduction.combine(sum, incoming);
            } else {
                passage.take(neighbours.apply(from), sum);
                combineIf(ownWaits, sum, source);
                begun = true;
                ownWaits = false;
            }
        }
        if (ownWaits) {
            target.copyFrom(source);
        }
    }

    private void combineIf(boolean wanted, MemorySegment target, MemorySegment source) {
        if (wanted) {
            reduction.combine(target, source);
        }
    }
}
