package io.gossamer.codec.sparse;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;

/**
 * Ascending indices as the gaps between them, each by a Golomb-Rice code: the gap shifted right by the Rice parameter in
 * unary (that many zeros and a one), then its low bits. The parameter, one byte before the bits, is the best one for the
 * message, found by its exact cost. Uniformly random indices have nearly geometric gaps, for which the code is at most
 * 0.03 bits an index above the entropy plus what a power of two costs against the best Golomb parameter.
 */
final class GapCoding {
    private static final int MAXIMUM_PARAMETER = Integer.SIZE - 1;

    private GapCoding() {}

    static void write(SparseVector chosen, ByteWriter out) {
        int parameter = bestParameter(chosen);
        out.putByte(parameter);
        BitWriter bits = new BitWriter(out);
        int previous = -1;
        for (int i = 0; i < chosen.count(); i++) {
            int index = chosen.indices()[i];
            long gap = index - previous - 1;
            bits.putUnary(gap >>> parameter);
            bits.put(gap & (1L << parameter) - 1, parameter);
            previous = index;
        }
        bits.finish();
    }

    /** Upper bound of what {@link #write} appends for {@code count} of {@code length} indices, in bytes. */
    static long maxBytes(long count, long length) {
        int parameter = count == 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(length / count);
        return 1 + Math.ceilDiv(count * (parameter + 2), Byte.SIZE);
    }

    /** Reads indices below {@code length} one after another. */
    static final class Reader {
        private final BitReader bits;
        private final int parameter;
        private final int length;
        private int previous = -1;

        Reader(ByteReader in, int length) throws CorruptMessageException {
            this.length = length;
            parameter = in.readByte();
            if (parameter > MAXIMUM_PARAMETER) {
                throw new CorruptMessageException("Rice parameter " + parameter);
            }
            bits = new BitReader(in);
        }

        int next() throws CorruptMessageException {
            long largest = length - 2L - previous;
            long gap = bits.readUnary(Math.max(0, largest) >>> parameter) << parameter | bits.read(parameter);
            if (gap > largest) {
                throw new CorruptMessageException("an index beyond the last of " + length);
            }
            previous += (int) gap + 1;
            return previous;
        }

        void finish() throws CorruptMessageException {
            bits.finish();
        }
    }

    /** The cost is convex in the parameter, so walking downhill from any start ends at the best. */
    private static int bestParameter(SparseVector chosen) {
        int count = chosen.count();
        long meanGap = count == 0 ? 0 : (long) chosen.indices()[count - 1] / count;
        int best = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(meanGap | 1));
        long cost = cost(chosen, best);
        for (int direction = -1; direction <= 1; direction += 2) {
            for (int next = best + direction; next >= 0 && next <= MAXIMUM_PARAMETER; next += direction) {
                long nextCost = cost(chosen, next);
                if (nextCost >= cost) {
                    break;
                }
                cost = nextCost;
                best = next;
            }
        }
        return best;
    }

    private static long cost(SparseVector chosen, int parameter) {
        int[] indices = chosen.indices();
        long unary = 0;
        int previous = -1;
        for (int i = 0; i < chosen.count(); i++) {
            unary += indices[i] - previous - 1 >>> parameter;
            previous = indices[i];
        }
        return unary + chosen.count() * (parameter + 1L);
    }
}
