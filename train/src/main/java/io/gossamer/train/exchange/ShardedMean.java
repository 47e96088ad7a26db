package io.gossamer.train.exchange;

import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The dense mean of which each node owns a contiguous piece, and turns it into something else before all hear it: a
 * reduce-scatter to the owners, a step of each, an all-gather. Tensors are packed without their padding and cut as {@link
 * Chunks} does. So a state that only the owners need is nowhere twice (ZeRO, Rajbhandari et al., SC 2020). Bytes as of a
 * ring: 2 (nodes - 1) / nodes float32 vectors a node.
 */
public final class ShardedMean implements Exchange {
    /** What an owner makes of its piece of the mean. Every node is asked once in an exchange, and may use the group. */
    @FunctionalInterface
    public interface Owner {
        /**
         * @param piece float32, to be overwritten
         * @param from its first element's number among all
         */
        void advance(MemorySegment piece, long from) throws InterruptedException;
    }

    private static final Float32Codec WHOLE = new Float32Codec();

    private final Group group;
    private final FlatLayout layout;
    private final Owner owner;
    private final Chunks chunks;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment packed;
    private final MemorySegment own;
    private final List<MessageWriter> writers;
    private final MessageWriter ownWriter = new MessageWriter();
    private ErrorMeter meter = ErrorMeter.idle();

    public ShardedMean(Group group, FlatLayout layout, Owner owner) {
        this.group = group;
        this.layout = layout;
        this.owner = owner;
        this.chunks = new Chunks(layout.elements(), group.size());
        this.packed = arena.allocate(layout.elements() * Float.BYTES, FlatLayout.ALIGNMENT);
        this.own = arena.allocate(pieceElements() * Float.BYTES, FlatLayout.ALIGNMENT);
        this.writers = IntStream.range(0, group.size())
                .mapToObj(rank -> new MessageWriter())
                .toList();
    }

    /** How many elements this node owns. */
    public long pieceElements() {
        return chunks.size(group.rank());
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        if (meter.isArmed()) {
            meter.tell(
                    new Spoken(step, layout.entries().stream().map(Said::whole).toList(), List.of()));
        }
        tensors.pack(packed);
        Votes all = scatter(step, votes);
        owner.advance(own, chunks.start(group.rank()));
        gather(step);
        tensors.unpack(packed);
        return all;
    }

    private Votes scatter(long step, Votes votes) throws InterruptedException {
        if (group.size() == 1) {
            own.copyFrom(packed);
            return votes;
        }
        List<Message> said = IntStream.range(0, group.size())
                .mapToObj(rank -> say(writers.get(rank), piece(rank), step, votes))
                .toList();
        List<MemorySegment> frames = group.allToAll(said);
        own.fill((byte) 0);
        Votes all = votes;
        for (int rank = 0; rank < frames.size(); rank++) {
            Sections sections = sections(group.rank());
            Message message = sections.read(frames.get(rank), rank, step);
            all = all.or(message.votes());
            sections.add(message, 0, own);
        }
        FlatMath.divide(own, frames.size());
        return all;
    }

    private void gather(long step) throws InterruptedException {
        if (group.size() == 1) {
            packed.copyFrom(own);
            return;
        }
        List<MemorySegment> frames = group.allGather(say(ownWriter, own, step, Votes.NONE));
        for (int rank = 0; rank < frames.size(); rank++) {
            Sections sections = sections(rank);
            sections.decode(sections.read(frames.get(rank), rank, step), 0, piece(rank));
        }
    }

    private Message say(MessageWriter writer, MemorySegment values, long step, Votes votes) {
        RandomStream unused = RandomStream.of(0, Purpose.CODEC, group.rank(), step, 0);
        writer.begin(group.rank(), step, votes).section(0, Kind.DENSE, WHOLE, values, unused);
        return writer.end();
    }

    private MemorySegment piece(int rank) {
        return packed.asSlice(chunks.start(rank) * Float.BYTES, chunks.size(rank) * Float.BYTES);
    }

    private Sections sections(int rank) {
        return new Sections(List.of(Optional.empty()), new long[] {chunks.size(rank)});
    }

    @Override
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {}

    @Override
    public void close() {
        writers.forEach(MessageWriter::close);
        ownWriter.close();
        arena.close();
    }
}
