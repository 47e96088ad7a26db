package io.gossamer.train.overlap;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.train.exchange.ShardedMean;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A node's piece of the outer momentum, of which it has nothing else (ZeRO, Rajbhandari et al., SC 2020; so does CO2's
 * official code).
 */
final class MomentumPiece implements ShardedMean.Owner, Stateful, AutoCloseable {
    private final Group group;
    private final List<FlatLayout.Entry> tensors;
    private final StalenessPenalty penalty;
    private final double[] moved;
    private final FlatTensors difference;
    private final FlatTensors momentum;
    private final Optimizer optimizer;

    /**
     * @param group whose members own the pieces
     * @param layout of the whole
     * @param moved as in {@link WholeOuterStep}; not changed while a difference is under way
     */
    MomentumPiece(Group group, FlatLayout layout, Optimizer.Spec optimizer, StalenessPenalty penalty, double[] moved) {
        this.group = group;
        this.tensors = layout.entries();
        this.penalty = penalty;
        this.moved = moved;
        long elements = new Chunks(layout.elements(), group.size()).size(group.rank());
        this.difference = FlatTensors.zeros(FlatLayout.of(List.of("piece"), List.of(new long[] {elements})));
        this.momentum = difference.likeThis();
        this.optimizer = optimizer.create(momentum);
    }

    /** Turns this node's piece of the mean difference into that of the momentum. */
    @Override
    public void advance(MemorySegment piece, long from) throws InterruptedException {
        if (penalty.divides()) {
            double[] divisors = penalty.divisors(moved, squaredNorms(piece, from));
            forEachPart(piece, from, (tensor, part) -> FlatMath.divide(part, (float) divisors[tensor]));
        }
        difference.memory(0).copyFrom(piece);
        momentum.memory().fill((byte) 0);
        // From zero at a rate of -1, a step leaves the momentum.
        optimizer.step(momentum, difference, -1);
        piece.copyFrom(momentum.memory(0));
    }

    /**
     * Of the whole difference, whose pieces all owners hold. Each says its sums in places of its own, in two floats that make
     * up a double, so that the sum over the owners rounds nothing that would show in a divisor.
     */
    private double[] squaredNorms(MemorySegment piece, long from) throws InterruptedException {
        int places = 2 * tensors.size();
        MemorySegment said = MemorySegment.ofArray(new float[places * group.size()]);
        forEachPart(piece, from, (tensor, part) -> {
            double square = FlatMath.squaredNorm(part);
            int place = places * group.rank() + 2 * tensor;
            said.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) square);
            said.setAtIndex(ValueLayout.JAVA_FLOAT, place + 1, (float) (square - (float) square));
        });
        if (group.size() > 1) {
            group.allReduceSum(said, Kind.DENSE);
        }
        double[] squares = new double[tensors.size()];
        for (int place = 0; place < places * group.size(); place++) {
            squares[place % places / 2] += said.getAtIndex(ValueLayout.JAVA_FLOAT, place);
        }
        return squares;
    }

    @FunctionalInterface
    private interface PartUse {
        void use(int tensor, MemorySegment part);
    }

    /** What a piece that begins with element {@code from} of all has of each tensor. */
    private void forEachPart(MemorySegment piece, long from, PartUse action) {
        long to = from + piece.byteSize() / Float.BYTES;
        long start = 0;
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            long end = start + tensors.get(tensor).count();
            long first = Math.max(start, from);
            long after = Math.min(end, to);
            if (first < after) {
                action.use(tensor, piece.asSlice((first - from) * Float.BYTES, (after - first) * Float.BYTES));
            }
            start = end;
        }
    }

    @Override
    public void visitState(StateVisitor visitor) {
        optimizer.visitState(visitor.privately("piece"));
    }

    @Override
    public void close() {
        optimizer.close();
        difference.close();
        momentum.close();
    }
}
