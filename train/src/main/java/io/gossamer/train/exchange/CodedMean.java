package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.ExpectedSection;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageReader;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Section;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean of what all nodes say in coded form, by all-gather. Every node sends one frame to all; its sections are the
 * tensors, each as the allocation says. The decoded tensors are added in the order of ranks and divided by the number of
 * nodes, so that all nodes get the same bits. What is not said, the memory keeps.
 */
public final class CodedMean implements Exchange {
    private static final Codec DENSE = new Float32Codec();

    private final Group group;
    private final FlatLayout layout;
    private final long seed;
    private final Allocation allocation;
    private final Arena arena = Arena.ofShared();
    private final Memory memory;
    private final MessageWriter writer;
    private final SparseVector chosen = new SparseVector();
    private final MemorySegment decoded;

    /** Makes a memory for tensors of the given element counts; what it allocates lives as long as the arena. */
    @FunctionalInterface
    public interface MemoryFactory {
        Memory create(Arena arena, long[] counts);
    }

    public CodedMean(Group group, FlatLayout layout, long seed, Allocation allocation, MemoryFactory memory) {
        this.group = group;
        this.layout = layout;
        this.seed = seed;
        this.allocation = allocation;
        long[] counts =
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray();
        this.writer = new MessageWriter(tensor -> layout.entries().get(tensor).name());
        this.memory = memory.create(arena, counts);
        this.decoded = arena.allocate(java.util.Arrays.stream(counts).max().orElse(0) * Float.BYTES, Long.BYTES);
    }

    @Override
    public boolean mean(FlatTensors tensors, long step, boolean stop) throws InterruptedException {
        List<Optional<Codec>> codecs = layout.entries().stream()
                .map(entry -> allocation.codec(entry, step))
                .toList();
        Message own = say(tensors, codecs, step, stop);
        List<MemorySegment> frames = group.allGather(own);
        tensors.memory().fill((byte) 0);
        MessageReader reader = new MessageReader(expected(codecs));
        boolean anyStop = false;
        for (int rank = 0; rank < frames.size(); rank++) {
            Message message = read(reader, frames.get(rank), rank, step);
            anyStop |= message.stopRequested();
            add(message, tensors);
        }
        finish(tensors, codecs);
        return anyStop;
    }

    private Message say(FlatTensors tensors, List<Optional<Codec>> codecs, long step, boolean stop) {
        writer.begin(group.rank(), step, stop);
        for (int tensor = 0; tensor < codecs.size(); tensor++) {
            MemorySegment gradient = tensors.memory(tensor);
            RandomStream random = RandomStream.of(seed, Purpose.CODEC, group.rank(), step, tensor);
            if (codecs.get(tensor).isEmpty()) {
                writer.section(tensor, Kind.DENSE, DENSE, gradient, random);
            } else {
                sayCompressed(tensor, codecs.get(tensor).get(), memory.compensate(tensor, gradient), random);
            }
        }
        return writer.end();
    }

    private void sayCompressed(int tensor, Codec codec, MemorySegment said, RandomStream random) {
        if (codec instanceof SparseCodec sparse) {
            choose(tensor, sparse, said, random);
            writer.section(
                    tensor,
                    Kind.COMPRESSED,
                    sparse,
                    chosen,
                    layout.entries().get(tensor).count(),
                    random);
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

    private List<ExpectedSection> expected(List<Optional<Codec>> codecs) {
        return IntStream.range(0, codecs.size())
                .mapToObj(tensor -> new ExpectedSection(
                        tensor,
                        codecs.get(tensor).isPresent() ? Kind.COMPRESSED : Kind.DENSE,
                        layout.entries().get(tensor).count(),
                        codecs.get(tensor).orElse(DENSE)))
                .toList();
    }

    private static Message read(MessageReader reader, MemorySegment frame, int rank, long step) {
        try {
            return reader.read(frame, rank, step);
        } catch (CorruptMessageException corrupt) {
            throw lied(rank, corrupt);
        }
    }

    private void add(Message message, FlatTensors tensors) {
        for (Section section : message.sections()) {
            try {
                rememberOwn(message.sender(), section);
                section.decodeAdd(1, tensors.memory(section.tensor()));
            } catch (CorruptMessageException corrupt) {
                throw lied(message.sender(), corrupt);
            }
        }
    }

    /** A codec that rounds every element leaves its error to the memory, which needs what receivers see. */
    private void rememberOwn(int sender, Section section) throws CorruptMessageException {
        if (sender == group.rank() && section.kind() == Kind.COMPRESSED && !(section.codec() instanceof SparseCodec)) {
            MemorySegment seen = decoded.asSlice(0, section.elements() * Float.BYTES);
            section.decode(seen);
            memory.sent(section.tensor(), seen);
        }
    }

    private void finish(FlatTensors tensors, List<Optional<Codec>> codecs) {
        FlatMath.divide(tensors, group.size());
        for (int tensor = 0; tensor < codecs.size(); tensor++) {
            if (codecs.get(tensor).isEmpty()) {
                memory.merged(tensor, tensors.memory(tensor));
            }
        }
    }

    private static PeerFailureException lied(int rank, CorruptMessageException corrupt) {
        return new PeerFailureException(
                rank,
                "Worker " + rank + " sent a message that is not valid: " + corrupt.getMessage(),
                "Run the same version of Gossamer on all workers.",
                corrupt);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        memory.visitState(visitor.scope("memory"));
    }

    @Override
    public void close() {
        writer.close();
        arena.close();
    }
}
