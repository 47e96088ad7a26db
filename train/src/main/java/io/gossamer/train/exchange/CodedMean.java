package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.CompensatingCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean of what all nodes say in coded form, by all-gather. Every node sends one frame to all; its sections are the
 * tensors, each as the allocation says. The decoded tensors are added in the order of ranks and divided by the number of
 * nodes, so that all nodes get the same bits. What is not said, the memory keeps.
 */
public final class CodedMean implements Exchange {
    private final Group group;
    private final FlatLayout layout;
    private final long[] counts;
    private final long seed;
    private final Allocation allocation;
    private final Arena arena = Arena.ofShared();
    private final Memory memory;
    private final MessageWriter writer;
    private final SparseVector chosen = new SparseVector();
    private final MemorySegment decoded;
    private final boolean[] keptByCodec;
    private ErrorMeter meter = ErrorMeter.idle();

    /** Makes a memory for tensors of the given element counts; what it allocates lives as long as the arena. */
    @FunctionalInterface
    public interface MemoryFactory {
        Memory create(Arena arena, long[] counts);
    }

    public CodedMean(Group group, FlatLayout layout, long seed, Allocation allocation, MemoryFactory memory) {
        this.group = group;
        this.layout = layout;
        this.counts =
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray();
        this.seed = seed;
        this.allocation = allocation;
        this.writer = new MessageWriter(tensor -> layout.entries().get(tensor).name());
        this.memory = memory.create(arena, counts);
        this.keptByCodec = new boolean[counts.length];
        this.decoded = arena.allocate(Arrays.stream(counts).max().orElse(0) * Float.BYTES, Long.BYTES);
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        Sections sections = new Sections(
                IntStream.range(0, counts.length)
                        .mapToObj(tensor ->
                                allocation.codec(tensor, layout.entries().get(tensor), step))
                        .toList(),
                counts);
        List<MemorySegment> frames = group.allGather(say(tensors, sections, step, votes));
        List<Integer> senders = group.contributors();
        tensors.memory().fill((byte) 0);
        Votes all = Votes.NONE;
        for (int i = 0; i < frames.size(); i++) {
            Message message = sections.read(frames.get(i), senders.get(i), step);
            all = all.or(message.votes());
            hear(message, sections, tensors);
        }
        finish(tensors, sections, frames.size());
        allocation.settle(group, step);
        return all;
    }

    private Message say(FlatTensors tensors, Sections sections, long step, Votes votes) {
        writer.begin(group.number(), step, votes);
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            MemorySegment gradient = tensors.memory(tensor);
            RandomStream random = RandomStream.of(seed, Purpose.CODEC, group.number(), step, tensor);
            if (sections.dense(tensor)) {
                memory.whole(tensor, gradient);
                writer.section(tensor, Kind.DENSE, sections.codec(tensor), gradient, random);
            } else {
                sayCompressed(tensor, sections.codec(tensor), gradient, random, step);
            }
        }
        Message own = writer.end();
        if (meter.isArmed()) {
            meter.tell(new Spoken(step, measured(own, sections), List.of()));
        }
        return own;
    }

    private List<Said> measured(Message own, Sections sections) {
        List<Said> said = new ArrayList<>();
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            FlatLayout.Entry entry = layout.entries().get(tensor);
            if (sections.dense(tensor)) {
                said.add(Said.whole(entry));
            } else {
                MemorySegment seen = seen(own, sections, tensor);
                said.add(meter.judge(tensor, entry, seen, Sections.codedBytes(own, tensor)));
            }
        }
        return said;
    }

    /** What receivers see of a tensor; valid until the next one is looked at. */
    private MemorySegment seen(Message own, Sections sections, int tensor) {
        MemorySegment seen = decoded.asSlice(0, counts[tensor] * Float.BYTES);
        sections.decode(own, tensor, seen);
        return seen;
    }

    private void sayCompressed(int tensor, Codec codec, MemorySegment gradient, RandomStream random, long step) {
        Optional<MemorySegment> residual = memory.residual(tensor);
        boolean watched = allocation.observes(step) || meter.isArmed();
        keptByCodec[tensor] = codec instanceof CompensatingCodec && residual.isPresent() && !watched;
        if (keptByCodec[tensor]) {
            CompensatingCodec keeping = (CompensatingCodec) codec;
            writer.section(tensor, Kind.COMPRESSED, keeping, gradient, residual.orElseThrow(), random);
            return;
        }
        MemorySegment said = memory.compensate(tensor, gradient);
        allocation.observe(tensor, said, step);
        meter.keep(tensor, said);
        if (codec instanceof SparseCodec sparse) {
            choose(tensor, sparse, said, random);
            writer.section(tensor, Kind.COMPRESSED, sparse, chosen, counts[tensor], random);
            memory.sent(tensor, chosen);
        } else {
            writer.section(tensor, Kind.COMPRESSED, codec, said, random);
        }
    }

    private void choose(int tensor, SparseCodec codec, MemorySegment said, RandomStream random) {
        try {
            codec.sparsifier().choose(said, random, chosen);
        } catch (NonFiniteValueException notFinite) {
            throw notFinite.in(layout.entries().get(tensor).name());
        }
    }

    private void hear(Message message, Sections sections, FlatTensors sum) {
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            if (message.sender() == group.number()) {
                rememberOwn(message, sections, tensor);
            }
            sections.add(message, tensor, sum.memory(tensor));
        }
    }

    /** A codec that rounds every element leaves its error to the memory, which needs what receivers see. */
    private void rememberOwn(Message own, Sections sections, int tensor) {
        boolean remembered =
                sections.dense(tensor) || keptByCodec[tensor] || sections.codec(tensor) instanceof SparseCodec;
        if (!remembered) {
            memory.sent(tensor, seen(own, sections, tensor));
        }
    }

    private void finish(FlatTensors tensors, Sections sections, int contributors) {
        FlatMath.divide(tensors, contributors);
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            if (sections.dense(tensor)) {
                memory.merged(tensor, tensors.memory(tensor));
            } else {
                memory.received(tensor, tensors.memory(tensor));
            }
        }
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
    }

    @Override
    public void close() {
        writer.close();
        arena.close();
    }
}
