package io.gossamer.net.collective;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Pieces in fewer bits. Each contribution is coded afresh. A result is coded once, by the node that made it, which keeps
 * what the others will decode instead of its own; they pass the bytes on as they came. So all end with the same bits.
 *
 * @param type of the array; other types than float32 are coded as the nearest float32
 * @param random for stochastic codecs
 */
record CodedPassage<E extends Exception>(
        Stamp stamp, Quantiser quantiser, ElementType type, RandomStream random, CodingMemory memory)
        implements Passage<E> {
    @Override
    public void take(Neighbour<E> from, MemorySegment piece) throws E, InterruptedException {
        decode(from, receive(from, piece), piece);
    }

    @Override
    public void contribute(MemorySegment piece, List<Neighbour<E>> to) throws InterruptedException {
        queue(encode(piece), to);
    }

    @Override
    public void publish(MemorySegment piece, List<Neighbour<E>> to) throws InterruptedException {
        MemorySegment coded = encode(piece);
        try {
            decode(coded, piece);
        } catch (CorruptMessageException e) {
            throw new IllegalStateException(quantiser.spec() + " refuses what it wrote itself", e);
        }
        queue(coded, to);
    }

    @Override
    public void relay(Neighbour<E> from, MemorySegment piece, List<Neighbour<E>> to) throws E, InterruptedException {
        MemorySegment coded = receive(from, piece);
        decode(from, coded, piece);
        queue(coded, to);
    }

    private MemorySegment receive(Neighbour<E> from, MemorySegment piece) throws E, InterruptedException {
        MemorySegment room = memory.incoming(quantiser.maxEncodedBytes(type.elements(piece)));
        return from.receiveUpTo(stamp.tag(), stamp.number(), room);
    }

    private void queue(MemorySegment coded, List<Neighbour<E>> to) throws InterruptedException {
        if (to.isEmpty()) {
            return;
        }
        MemorySegment kept = memory.keep(coded);
        Frame frame = stamp.frame(kept);
        for (Neighbour<E> neighbour : to) {
            neighbour.queue(frame, kept);
        }
    }

    private MemorySegment encode(MemorySegment piece) {
        MemorySegment floats = floats(piece);
        if (!floats.equals(piece)) {
            type.toFloats(piece, floats);
        }
        ByteWriter out = memory.writer();
        try {
            quantiser.encode(floats, random, out);
        } catch (NonFiniteValueException e) {
            throw e.in("a piece of the array");
        }
        return out.written();
    }

    private void decode(Neighbour<E> from, MemorySegment coded, MemorySegment piece) throws E {
        try {
            decode(coded, piece);
        } catch (CorruptMessageException e) {
            throw from.broke(e.getMessage());
        }
    }

    private void decode(MemorySegment coded, MemorySegment piece) throws CorruptMessageException {
        ByteReader in = new ByteReader(coded);
        MemorySegment floats = floats(piece);
        quantiser.decode(in, floats);
        in.requireEnd();
        if (!floats.equals(piece)) {
            type.fromFloats(floats, piece);
        }
    }

    /** Memory for the piece's float32: itself, if that is what it is. */
    private MemorySegment floats(MemorySegment piece) {
        return type == ElementType.FLOAT32 ? piece : memory.floats(type.elements(piece));
    }
}
