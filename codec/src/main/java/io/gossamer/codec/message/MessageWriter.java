package io.gossamer.codec.message;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.CompensatingCodec;
import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Builds frames, one after another in the same memory: {@link #begin}, a {@link #section} for each tensor in ascending
 * order, {@link #end}. The format is documented byte by byte in this package's description.
 *
 * <pre>{@code
 * writer.begin(rank, step);
 * writer.section(0, Kind.DENSE, new Float32Codec(), bias, random);
 * group.send(writer.end().bytes());
 * }</pre>
 */
public final class MessageWriter implements AutoCloseable {
    private final IntFunction<String> tensorNames;
    private final ByteWriter out = new ByteWriter();
    private final List<Placed> placed = new ArrayList<>();
    private boolean open;
    private int sender;
    private long step;
    private Votes votes = Votes.NONE;
    private long compressedBytes;
    private long denseBytes;

    /** Where a section stands; its view is taken when the buffer no longer moves. */
    private record Placed(int tensor, Kind kind, Codec codec, long elements, long from, long to) {}

    public MessageWriter() {
        this(tensor -> "tensor " + tensor);
    }

    /** @param tensorNames what errors call a tensor, by its number */
    public MessageWriter(IntFunction<String> tensorNames) {
        this.tensorNames = tensorNames;
    }

    /** Starts a frame without votes, and forgets the one before. */
    public MessageWriter begin(int sender, long step) {
        return begin(sender, step, Votes.NONE);
    }

    /**
     * Starts a frame and forgets the one before.
     *
     * @param sender the writing worker, not negative
     * @param step the training step, not negative
     * @param votes of the sender
     */
    public MessageWriter begin(int sender, long step, Votes votes) {
        Frame.begin(out, Frame.TYPE_TENSORS, sender, step, votes);
        this.sender = sender;
        this.step = step;
        this.votes = votes;
        placed.clear();
        compressedBytes = 0;
        denseBytes = 0;
        open = true;
        return this;
    }

    /**
     * Adds a tensor coded by {@code codec}.
     *
     * @param tensor its number, above those before it
     * @param kind compressed or dense
     * @throws NonFiniteValueException naming the tensor, if a value is NaN or infinite; the frame is then abandoned
     */
    public void section(int tensor, Kind kind, Codec codec, MemorySegment values, RandomStream random) {
        long elements = values.byteSize() / Float.BYTES;
        long bound = codec.maxEncodedBytes(elements);
        write(tensor, kind, codec, elements, bound, target -> codec.encode(values, random, target));
    }

    /**
     * Adds the chosen elements of a tensor of {@code length} elements, whose values become those that receivers decode;
     * otherwise as the other form.
     */
    public void section(
            int tensor, Kind kind, SparseCodec codec, SparseVector chosen, long length, RandomStream random) {
        long bound = codec.maxEncodedBytes(chosen.count(), length);
        write(tensor, kind, codec, length, bound, target -> codec.encodeChosen(chosen, length, random, target));
    }

    /** Adds a gradient and what is left of those before, and leaves in {@code residual} what receivers do not see. */
    public void section(
            int tensor,
            Kind kind,
            CompensatingCodec codec,
            MemorySegment gradient,
            MemorySegment residual,
            RandomStream random) {
        long elements = gradient.byteSize() / Float.BYTES;
        long bound = codec.maxEncodedBytes(elements);
        write(
                tensor,
                kind,
                codec,
                elements,
                bound,
                target -> codec.encodeCompensated(gradient, residual, random, target));
    }

    /** Closes the frame; the message is valid until the next {@link #begin}. */
    public Message end() {
        requireOpen();
        open = false;
        out.setShort(Frame.SECTIONS_OFFSET, placed.size());
        Frame.end(out);
        MemorySegment bytes = out.written();
        List<Section> sections = placed.stream()
                .map(p -> new Section(p.tensor, p.kind, p.elements, p.codec, bytes.asSlice(p.from, p.to - p.from)))
                .toList();
        return new Message(sender, step, votes, bytes, sections, compressedBytes, denseBytes);
    }

    @Override
    public void close() {
        out.close();
    }

    private void write(int tensor, Kind kind, Codec codec, long elements, long bound, Consumer<ByteWriter> encoding) {
        requireOpen();
        requireNext(tensor, kind);
        long start = out.position();
        out.putVarint(tensor);
        out.putByte(codec.format() | (kind == Kind.DENSE ? Frame.DENSE_BIT : 0));
        out.putVarint(elements);
        long lengthAt = out.position();
        // The length's own size is guessed from the bound, which is exact for dense codecs; a guess too wide is closed.
        long codedAt = lengthAt + ByteWriter.varintBytes(bound);
        out.reserve(codedAt - lengthAt);
        try {
            encoding.accept(out);
        } catch (NonFiniteValueException e) {
            open = false;
            throw e.in(tensorNames.apply(tensor));
        }
        long coded = out.position() - codedAt;
        long from = lengthAt + ByteWriter.varintBytes(coded);
        if (from < codedAt) {
            out.closeGap(from, codedAt);
        }
        out.setVarint(lengthAt, coded);
        placed.add(new Placed(tensor, kind, codec, elements, from, out.position()));
        if (kind == Kind.DENSE) {
            denseBytes += out.position() - start;
        } else {
            compressedBytes += out.position() - start;
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("no frame has begun");
        }
    }

    private void requireNext(int tensor, Kind kind) {
        int last = placed.isEmpty() ? -1 : placed.getLast().tensor;
        if (tensor <= last) {
            throw new IllegalArgumentException("tensor " + tensor + " after tensor " + last);
        }
        if (kind == Kind.CONTROL) {
            throw new IllegalArgumentException("a tensor is compressed or dense, never control");
        }
        if (placed.size() == Frame.MAXIMUM_SECTIONS) {
            throw new IllegalStateException("more than " + Frame.MAXIMUM_SECTIONS + " tensors in a frame");
        }
    }
}
