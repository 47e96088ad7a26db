package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * How often each of the 256 bytes is expected among {@link #TOTAL} of them. Integer arithmetic alone makes it, so that
 * two machines that count the same bytes have the same table.
 *
 * <p>Format: the frequency of each byte plus one, from byte 0 on, Elias gamma coded, up to the byte whose frequency fills
 * the total; padded with zero bits to a byte.
 */
final class FrequencyTable {
    static final int BITS = 12;
    static final int TOTAL = 1 << BITS;
    static final int SYMBOLS = 256;

    private final int[] frequency;

    private FrequencyTable(int[] frequency) {
        this.frequency = frequency;
    }

    /**
     * The table under which bytes that occur so often cost least.
     *
     * @param counts of each byte, not all zero, below 2^48 in sum; bytes that do not occur get no share
     */
    static FrequencyTable of(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        int[] frequency = new int[SYMBOLS];
        int assigned = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (counts[symbol] > 0) {
                frequency[symbol] = (int) Math.max(1, counts[symbol] * TOTAL / sum);
                assigned += frequency[symbol];
            }
        }
        if (assigned < TOTAL) {
            raise(counts, frequency, TOTAL - assigned);
        } else {
            lower(counts, frequency, assigned - TOTAL);
        }
        return new FrequencyTable(frequency);
    }

    /** One more to the byte that gains most from it, so many times; a share more of f saves about count / (f + 1/2). */
    private static void raise(long[] counts, int[] frequency, int times) {
        PriorityQueue<Step> steps = new PriorityQueue<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (frequency[symbol] > 0) {
                steps.add(new Step(symbol, -counts[symbol], 2L * frequency[symbol] + 1));
            }
        }
        for (int i = 0; i < times; i++) {
            int symbol = steps.remove().symbol;
            frequency[symbol]++;
            steps.add(new Step(symbol, -counts[symbol], 2L * frequency[symbol] + 1));
        }
    }

    /** One less to the byte that loses least by it, so many times. */
    private static void lower(long[] counts, int[] frequency, int times) {
        PriorityQueue<Step> steps = new PriorityQueue<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            addLowering(steps, counts, frequency, symbol);
        }
        for (int i = 0; i < times; i++) {
            int symbol = steps.remove().symbol;
            frequency[symbol]--;
            addLowering(steps, counts, frequency, symbol);
        }
    }

    private static void addLowering(PriorityQueue<Step> steps, long[] counts, int[] frequency, int symbol) {
        if (frequency[symbol] > 1) {
            steps.add(new Step(symbol, counts[symbol], 2L * frequency[symbol] - 1));
        }
    }

    /**
     * A change of a byte's frequency by one, in the order in which such are made: by what it costs, a fraction, then by the
     * byte.
     */
    private record Step(int symbol, long numerator, long denominator) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            int byCost = Long.compare(numerator * other.denominator, other.numerator * denominator);
            return byCost != 0 ? byCost : Integer.compare(symbol, other.symbol);
        }
    }

    int frequency(int symbol) {
        return frequency[symbol];
    }

    /** The byte that has the whole total, if one has. */
    OptionalInt certain() {
        return IntStream.range(0, SYMBOLS)
                .filter(symbol -> frequency[symbol] == TOTAL)
                .findAny();
    }

    void write(ByteWriter out) {
        BitWriter bits = new BitWriter(out);
        int left = TOTAL;
        for (int symbol = 0; left > 0; symbol++) {
            Elias.putGamma(bits, frequency[symbol] + 1);
            left -= frequency[symbol];
        }
        bits.finish();
    }

    static FrequencyTable read(ByteReader in) throws CorruptMessageException {
        BitReader bits = new BitReader(in);
        int[] frequency = new int[SYMBOLS];
        int left = TOTAL;
        for (int symbol = 0; left > 0; symbol++) {
            if (symbol == SYMBOLS) {
                throw new CorruptMessageException("frequencies that do not fill their total");
            }
            frequency[symbol] = (int) Elias.readGamma(bits, left + 1L) - 1;
            left -= frequency[symbol];
        }
        bits.finish();
        return new FrequencyTable(frequency);
    }
}
