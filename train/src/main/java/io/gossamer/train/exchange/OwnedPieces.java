package io.gossamer.train.exchange;

import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
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
 * Tensors of which each member of a group owns a contiguous piece: packed without their padding and cut as {@link Chunks}
 * does. Members are fixed. Sums are taken in the order of ranks, however long a piece is.
 */
public final class OwnedPieces implements AutoCloseable {
    private static final Float32Codec WHOLE = new Float32Codec();

    private final Group group;
    private final Chunks chunks;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment packed;
    private final MemorySegment own;
    private final List<MessageWriter> writers;
    private final MessageWriter ownWriter = new MessageWriter();

    public OwnedPieces(Group group, FlatLayout layout) {
        this.group = group;
        this.chunks = new Chunks(layout.elements(), group.size());
        this.packed = arena.allocate(layout.elements() * Float.BYTES, FlatLayout.ALIGNMENT);
        this.own = arena.allocate(elements() * Float.BYTES, FlatLayout.ALIGNMENT);
        this.writers = IntStream.range(0, group.size())
                .mapToObj(rank -> new MessageWriter())
                .toList();
    }

    /** How many elements this node owns. */
    public long elements() {
        return chunks.size(group.rank());
    }

    /** The number of its first element among all. */
    public long from() {
        return chunks.start(group.rank());
    }

    /** This node's piece, float32: what the last of the operations below left there, for the caller to change. */
    public MemorySegment own() {
        return own;
    }

    /** A layout of one tensor as long as this node's piece. */
    public FlatLayout ownLayout() {
        return FlatLayout.of(List.of("piece"), List.of(new long[] {elements()}));
    }

    /** Takes this node's piece from tensors, without asking anybody. */
    public void take(FlatTensors tensors) {
        tensors.pack(packed);
        own.copyFrom(piece(group.rank()));
    }

    /** Puts this node's piece back into the tensors from which {@link #take} took it last, unchanged since. */
    public void putBack(FlatTensors tensors) {
        piece(group.rank()).copyFrom(own);
        tensors.unpack(packed);
    }

    /**
     * Leaves in {@link #own} this node's piece of the members' mean: a reduce-scatter. A node sends all but its piece once.
     *
     * @param step the step it belongs to
     * @param votes of this node
     * @return what any member votes for
     */
    public Votes scatterMean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        tensors.pack(packed);
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
            Message message = sections.read(frames.get(rank), number(rank), step);
            all = all.or(message.votes());
            sections.add(message, 0, own);
        }
        FlatMath.divide(own, frames.size());
        return all;
    }

    /** Overwrites {@code tensors} with what all members have in {@link #own}: an all-gather. */
    public void gather(FlatTensors tensors, long step) throws InterruptedException {
        if (group.size() == 1) {
            packed.copyFrom(own);
        } else {
            List<MemorySegment> frames = group.allGather(say(ownWriter, own, step, Votes.NONE));
            for (int rank = 0; rank < frames.size(); rank++) {
                Sections sections = sections(rank);
                sections.decode(sections.read(frames.get(rank), number(rank), step), 0, piece(rank));
            }
        }
        tensors.unpack(packed);
    }

    /** The squared L2 norm of what was gathered last, added up piece by piece in the order of ranks. */
    public double gatheredSquaredNorm() {
        return IntStream.range(0, group.size())
                .mapToDouble(rank -> FlatMath.squaredNorm(piece(rank)))
                .reduce(0, Double::sum);
    }

    /** That of all members' {@link #own}, to the bit as if they were gathered. */
    public double squaredNorm() throws InterruptedException {
        double sum = 0;
        for (long[] of : group.exchange(Double.doubleToRawLongBits(FlatMath.squaredNorm(own)))) {
            sum += Double.longBitsToDouble(of[0]);
        }
        return sum;
    }

    private Message say(MessageWriter writer, MemorySegment values, long step, Votes votes) {
        RandomStream unused = RandomStream.of(0, Purpose.CODEC, group.number(), step, 0);
        writer.begin(group.number(), step, votes).section(0, Kind.DENSE, WHOLE, values, unused);
        return writer.end();
    }

    private int number(int rank) {
        return group.contributors().get(rank);
    }

    private MemorySegment piece(int rank) {
        return packed.asSlice(chunks.start(rank) * Float.BYTES, chunks.size(rank) * Float.BYTES);
    }

    private Sections sections(int rank) {
        return new Sections(List.of(Optional.empty()), new long[] {chunks.size(rank)});
    }

    @Override
    public void close() {
        writers.forEach(MessageWriter::close);
        ownWriter.close();
        arena.close();
    }
}
