package io.gossamer.train.exchange;

import io.gossamer.codec.lowrank.LowRankCodec;
import io.gossamer.codec.lowrank.Matrix;
import io.gossamer.codec.lowrank.Orthonormal;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * PowerSGD: the mean of matrices in low rank, by all-reduce alone, for what is sent is linear in them. Of each matrix M all
 * nodes sum up P = M Q, make its columns orthonormal, and sum up Q = transposed M times P; the mean is P times transposed
 * Q. Q starts the next step (a warm start), so that one round of subspace iteration a step is enough. What the mean lacks
 * of its own matrix, each node's memory keeps.
 *
 * <p>The allocation says with a {@link LowRankCodec} at which rank a tensor travels; empty means whole.
 *
 * <p>Source: Vogels, Karimireddy and Jaggi, "PowerSGD: practical low-rank gradient compression for distributed
 * optimization", NeurIPS 2019, algorithms 1 and 2.
 */
public final class LowRankMean implements Exchange {
    private final Group group;
    private final FlatLayout layout;
    private final long seed;
    private final Allocation allocation;
    private final Arena arena = Arena.ofShared();
    private final Memory memory;
    private final int highestRank;
    private final int powerSteps;
    private final MemorySegment whole;
    private final MemorySegment factors;
    private final MemorySegment[] starts;
    private final long[] ranks;
    private ErrorMeter meter = ErrorMeter.idle();

    /**
     * @param highestRank that the allocation ever gives
     * @param powerSteps rounds of subspace iteration before an exchange in which a rank has changed, which make up for the
     *     warm start that is lost
     */
    public LowRankMean(
            Group group,
            FlatLayout layout,
            long seed,
            Allocation allocation,
            CodedMean.MemoryFactory memory,
            int highestRank,
            int powerSteps) {
        this.group = group;
        this.layout = layout;
        this.seed = seed;
        this.allocation = allocation;
        this.highestRank = highestRank;
        this.powerSteps = powerSteps;
        List<FlatLayout.Entry> entries = layout.entries();
        this.memory = memory.create(
                arena, entries.stream().mapToLong(FlatLayout.Entry::count).toArray());
        this.whole = floats(layout.elements() + CountedVotes.ELEMENTS);
        this.factors = floats(entries.stream()
                        .mapToLong(entry -> rows(entry) + columns(entry))
                        .sum()
                * highestRank);
        this.starts = entries.stream()
                .map(entry -> floats((long) columns(entry) * highestRank))
                .toArray(MemorySegment[]::new);
        this.ranks = new long[entries.size()];
    }

    private MemorySegment floats(long count) {
        return arena.allocate(count * Float.BYTES, FlatLayout.ALIGNMENT);
    }

    private static int rows(FlatLayout.Entry entry) {
        return entry.shape().length < 2 ? 1 : Math.toIntExact(entry.shape()[0]);
    }

    private static int columns(FlatLayout.Entry entry) {
        return Math.toIntExact(entry.count() / rows(entry));
    }

    /** One matrix in this step: what this node says of it, and where its factors stand. */
    private record Low(int tensor, int rank, int rows, Matrix said, MemorySegment p, MemorySegment q) {}

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        List<Low> matrices = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        prepare(tensors, step, matrices, others);
        Votes all = meanOfOthers(tensors, others, votes);
        int rounds = anyRankChanged(matrices, step) ? 1 + powerSteps : 1;
        for (int round = 1; round <= rounds; round++) {
            meanColumns(matrices);
            if (round == rounds && meter.isArmed()) {
                meter.tell(new Spoken(step, measured(matrices), List.of()));
            }
            meanRows(matrices);
        }
        for (Low low : matrices) {
            finish(low, tensors.memory(low.tensor));
        }
        allocation.settle(group, step);
        return all;
    }

    /** Afterwards P holds orthonormal columns that span those of the mean of M Q, and Q this node's transposed M times P. */
    private void meanColumns(List<Low> matrices) throws InterruptedException {
        for (Low low : matrices) {
            low.said.multiply(start(low), low.p, low.rank);
        }
        group.allReduceSum(factors.asSlice(0, bytes(matrices, Low::p)), Kind.COMPRESSED);
        for (Low low : matrices) {
            Orthonormal.columns(low.p, low.rows, low.rank);
            low.said.transposedMultiply(low.p, low.q, low.rank);
        }
    }

    /** Afterwards Q is the mean over the nodes, and what the next round starts from. */
    private void meanRows(List<Low> matrices) throws InterruptedException {
        MemorySegment q = factors.asSlice(bytes(matrices, Low::p), bytes(matrices, Low::q));
        FlatMath.divide(q, group.allReduceSum(q, Kind.COMPRESSED));
        for (Low low : matrices) {
            start(low).copyFrom(low.q);
        }
    }

    private void prepare(FlatTensors tensors, long step, List<Low> matrices, List<Integer> others) {
        List<LowRankCodec> codecs = new ArrayList<>();
        for (int tensor = 0; tensor < ranks.length; tensor++) {
            FlatLayout.Entry entry = layout.entries().get(tensor);
            codecs.add((LowRankCodec) allocation.codec(tensor, entry, step).orElse(null));
        }
        long p = 0;
        long q = 0;
        for (int tensor = 0; tensor < ranks.length; tensor++) {
            q += codecs.get(tensor) == null ? 0 : (long) rank(tensor, codecs.get(tensor)) * rows(entry(tensor));
        }
        for (int tensor = 0; tensor < ranks.length; tensor++) {
            if (codecs.get(tensor) == null) {
                others.add(tensor);
                memory.whole(tensor, tensors.memory(tensor));
                continue;
            }
            int rank = rank(tensor, codecs.get(tensor));
            MemorySegment said = memory.compensate(tensor, tensors.memory(tensor));
            allocation.observe(tensor, said, step);
            long sizeP = (long) rank * rows(entry(tensor));
            long sizeQ = (long) rank * columns(entry(tensor));
            matrices.add(new Low(
                    tensor,
                    rank,
                    rows(entry(tensor)),
                    new Matrix(said, columns(entry(tensor))),
                    factors.asSlice(p * Float.BYTES, sizeP * Float.BYTES),
                    factors.asSlice(q * Float.BYTES, sizeQ * Float.BYTES)));
            p += sizeP;
            q += sizeQ;
        }
    }

    private FlatLayout.Entry entry(int tensor) {
        return layout.entries().get(tensor);
    }

    private int rank(int tensor, LowRankCodec codec) {
        if (codec.rank() > highestRank) {
            throw new IllegalArgumentException("a rank of " + codec.rank() + " above " + highestRank);
        }
        return Math.min(codec.rank(), Math.min(rows(entry(tensor)), columns(entry(tensor))));
    }

    /** What arrives of this node's own matrices: their part in the mean, P times transposed Q with its own Q. */
    private List<Said> measured(List<Low> matrices) {
        Said[] said = layout.entries().stream().map(Said::whole).toArray(Said[]::new);
        try (Arena scratch = Arena.ofShared()) {
            for (Low low : matrices) {
                MemorySegment values = low.said.values();
                MemorySegment arriving = scratch.allocate(values.byteSize(), FlatLayout.ALIGNMENT);
                new Matrix(arriving, low.said.columns()).expand(low.p, low.q, low.rank);
                long bytes = low.p.byteSize() + low.q.byteSize();
                said[low.tensor] = Said.coded(entry(low.tensor).name(), values, arriving, bytes);
            }
        }
        return List.of(said);
    }

    /** Gives matrices whose rank has changed a random Q to start from, the same on all nodes. */
    private boolean anyRankChanged(List<Low> matrices, long step) {
        boolean any = false;
        for (Low low : matrices) {
            if (ranks[low.tensor] != low.rank) {
                RandomStream.of(seed, Purpose.LOW_RANK, 0, step, low.tensor).fillNormal(start(low), 0, 1);
                ranks[low.tensor] = low.rank;
                any = true;
            }
        }
        return any;
    }

    /** The Q of the round before. */
    private MemorySegment start(Low low) {
        return starts[low.tensor].asSlice(0, low.q.byteSize());
    }

    private void finish(Low low, MemorySegment target) {
        new Matrix(target, low.said.columns()).expand(low.p, low.q, low.rank);
        memory.sent(low.tensor, target);
        memory.received(low.tensor, target);
    }

    /** The dense mean of what travels whole, with the votes behind it. */
    private Votes meanOfOthers(FlatTensors tensors, List<Integer> others, Votes votes) throws InterruptedException {
        long at = 0;
        for (int tensor : others) {
            MemorySegment.copy(
                    tensors.memory(tensor), 0, whole, at, entry(tensor).bytes());
            at += entry(tensor).bytes();
        }
        CountedVotes.put(votes, whole, at);
        MemorySegment said = whole.asSlice(0, at + CountedVotes.BYTES);
        FlatMath.divide(said, group.allReduceSum(said, Kind.DENSE));
        at = 0;
        for (int tensor : others) {
            MemorySegment.copy(
                    whole, at, tensors.memory(tensor), 0, entry(tensor).bytes());
            memory.merged(tensor, tensors.memory(tensor));
            at += entry(tensor).bytes();
        }
        return CountedVotes.of(whole, at);
    }

    private interface Factor {
        MemorySegment of(Low low);
    }

    private static long bytes(List<Low> matrices, Factor factor) {
        return matrices.stream().mapToLong(low -> factor.of(low).byteSize()).sum();
    }

    @Override
    public boolean elastic() {
        return !memory.followsOthers();
    }

    @Override
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        memory.visitState(visitor.scope("memory"));
        allocation.visitState(visitor.scope("allocation"));
        visitor.longs("ranks", ranks);
        for (int tensor = 0; tensor < starts.length; tensor++) {
            visitor.floats("start." + tensor, starts[tensor], starts[tensor].byteSize() / Float.BYTES);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
