package io.gossamer.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeCoderTest {
    private static final int CONTEXTS = 3;
    private static final int RATE = 7;

    @Property(tries = 300)
    void decisionsAndFlatBitsComeBack(
            @ForAll List<@IntRange(max = 1) Integer> decisions,
            @ForAll int flat,
            @ForAll @IntRange(max = 32) int flatBits,
            @ForAll @IntRange(min = 1, max = 10) int rate)
            throws Exception {
        int value = flatBits == 0 ? 0 : flat >>> Integer.SIZE - flatBits;
        try (ByteWriter out = new ByteWriter()) {
            RangeEncoder encoder = new RangeEncoder(out);
            AdaptiveBits told = new AdaptiveBits(CONTEXTS, rate);
            for (int i = 0; i < decisions.size(); i++) {
                encoder.encode(told, i % CONTEXTS, decisions.get(i));
                encoder.encodeFlat(value, flatBits);
            }
            encoder.finish();
            ByteReader in = new ByteReader(out.written());
            RangeDecoder decoder = new RangeDecoder(in);
            AdaptiveBits heard = new AdaptiveBits(CONTEXTS, rate);
            for (int i = 0; i < decisions.size(); i++) {
                assertThat(decoder.decode(heard, i % CONTEXTS)).isEqualTo(decisions.get(i));
                assertThat(decoder.decodeFlat(flatBits)).isEqualTo(value);
            }
            in.requireEnd();
        }
    }

    /** Long runs of certain decisions drive the coder through its carries. */
    @ParameterizedTest
    @ValueSource(doubles = {0.0005, 0.01, 0.2, 0.5, 0.99, 1})
    void costsTheEntropy(double probabilityOfOne) throws Exception {
        int count = 400_000;
        byte[] coded = encode(count, probabilityOfOne);
        double entropy = count * (bits(probabilityOfOne) + bits(1 - probabilityOfOne)) / 8;
        double certain = count * bits(1 - (double) (1 << RATE) / (1 << AdaptiveBits.BITS)) / 8;
        assertThat(coded.length).isLessThan((int) (1.02 * entropy + certain) + 50);
        RandomStream random = RandomStream.of(5, Purpose.TEST, 0, 0, 0);
        RangeDecoder decoder = new RangeDecoder(new ByteReader(MemorySegment.ofArray(coded)));
        AdaptiveBits contexts = new AdaptiveBits(1, RATE);
        for (int i = 0; i < count; i++) {
            int expected = random.nextFloat() < probabilityOfOne ? 1 : 0;
            if (decoder.decode(contexts, 0) != expected) {
                throw new AssertionError("decision " + i);
            }
        }
    }

    private static byte[] encode(int count, double probabilityOfOne) {
        RandomStream random = RandomStream.of(5, Purpose.TEST, 0, 0, 0);
        AdaptiveBits contexts = new AdaptiveBits(1, RATE);
        try (ByteWriter out = new ByteWriter()) {
            RangeEncoder encoder = new RangeEncoder(out);
            for (int i = 0; i < count; i++) {
                encoder.encode(contexts, 0, random.nextFloat() < probabilityOfOne ? 1 : 0);
            }
            encoder.finish();
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static double bits(double p) {
        return p == 0 ? 0 : -p * Math.log(p) / Math.log(2);
    }

    @Test
    void hostileBytesEndInTheCheckedExceptionOrInDecisions() {
        MutationFuzzer.of(
                        bytes -> {
                            RangeDecoder decoder = new RangeDecoder(new ByteReader(MemorySegment.ofArray(bytes)));
                            AdaptiveBits contexts = new AdaptiveBits(1, RATE);
                            for (int i = 0; i < 1000; i++) {
                                assertThat(decoder.decode(contexts, 0)).isBetween(0, 1);
                            }
                        },
                        List.of(encode(1000, 0.3), encode(1000, 0.01)))
                .allowing(CorruptMessageException.class)
                .iterations(Integer.getInteger("gossamer.fuzz.iterations", 4_000))
                .run();
    }
}
