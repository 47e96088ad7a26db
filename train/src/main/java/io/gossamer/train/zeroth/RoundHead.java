package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.scalar.ScalarPacking;
import java.lang.foreign.MemorySegment;

/**
 * What a round in a history begins with, under a checksum of its own: the length of what follows depends on it.
 *
 * @param step its number
 * @param nodes that took part
 * @param rate learning rate
 */
record RoundHead(long step, int nodes, double rate) {
    static final int BYTES = 2 * Integer.BYTES + Double.BYTES + Checksums.BYTES;
    private static final int MOST_SCALARS = 1 << 22;

    static void write(HistoryHeader header, Round round, ByteWriter out) {
        out.clear();
        out.putInt((int) round.step());
        out.putInt(round.nodes());
        out.putLong(Double.doubleToRawLongBits(round.rate()));
        Checksums.seal(out);
        ScalarPacking.write(header.code(), round.slopes(), out);
        Checksums.seal(out);
    }

    /**
     * @param bytes that begin with the head of round {@code number}
     * @throws CorruptMessageException if it is not that
     */
    static RoundHead read(HistoryHeader header, MemorySegment bytes, long number) throws CorruptMessageException {
        ByteReader in = Checksums.checked(bytes.asSlice(0, BYTES), "round " + number);
        long step = Integer.toUnsignedLong(in.readInt());
        int nodes = in.readInt();
        double rate = Double.longBitsToDouble(in.readLong());
        if (step != number || nodes <= 0 || (long) nodes * header.samples() > MOST_SCALARS || !Double.isFinite(rate)) {
            throw new CorruptMessageException(
                    "round " + step + " of " + nodes + " nodes with rate " + rate + " in place of round " + number);
        }
        return new RoundHead(step, nodes, rate);
    }

    int scalars(HistoryHeader header) {
        return nodes * header.samples();
    }

    /** Bytes of the whole round. */
    long roundBytes(HistoryHeader header) {
        return BYTES + ScalarPacking.bytes(header.code(), scalars(header)) + Checksums.BYTES;
    }
}
