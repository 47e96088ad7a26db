package io.gossamer.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.bits.BitReader;
import io.gossamer.codec.bits.BitWriter;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EliasTest {
    /** The three codes alike. */
    enum Code {
        GAMMA {
            @Override
            void put(BitWriter out, long value) {
                Elias.putGamma(out, value);
            }

            @Override
            long read(BitReader in, long limit) throws CorruptMessageException {
                return Elias.readGamma(in, limit);
            }

            @Override
            int bits(long value) {
                return Elias.gammaBits(value);
            }
        },
        DELTA {
            @Override
            void put(BitWriter out, long value) {
                Elias.putDelta(out, value);
            }

            @Override
            long read(BitReader in, long limit) throws CorruptMessageException {
                return Elias.readDelta(in, limit);
            }

            @Override
            int bits(long value) {
                return Elias.deltaBits(value);
            }
        },
        OMEGA {
            @Override
            void put(BitWriter out, long value) {
                Elias.putOmega(out, value);
            }

            @Override
            long read(BitReader in, long limit) throws CorruptMessageException {
                return Elias.readOmega(in, limit);
            }

            @Override
            int bits(long value) {
                return Elias.omegaBits(value);
            }
        };

        abstract void put(BitWriter out, long value);

        abstract long read(BitReader in, long limit) throws CorruptMessageException;

        abstract int bits(long value);
    }

    @Property
    void comesBackInItsLength(
            @ForAll @NotEmpty List<@LongRange(min = 1, max = Elias.LARGEST) Long> values, @ForAll Code code)
            throws Exception {
        byte[] coded = coded(values, code);
        assertThat((long) coded.length)
                .isEqualTo(Math.ceilDiv(values.stream().mapToLong(code::bits).sum(), 8L));
        ByteReader in = new ByteReader(MemorySegment.ofArray(coded));
        BitReader bits = new BitReader(in);
        for (long value : values) {
            assertThat(code.read(bits, value)).isEqualTo(value);
        }
        bits.finish();
        in.requireEnd();
    }

    /** Lengths as in Elias's paper, table 1. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 3, 4, 3", "3, 3, 4, 3", "4, 5, 5, 6", "7, 5, 5, 6", "8, 7, 8, 7", "16, 9, 9, 11"})
    void lengths(long value, int gamma, int delta, int omega) {
        assertThat(Elias.gammaBits(value)).isEqualTo(gamma);
        assertThat(Elias.deltaBits(value)).isEqualTo(delta);
        assertThat(Elias.omegaBits(value)).isEqualTo(omega);
    }

    @ParameterizedTest
    @EnumSource
    void aValueAboveTheLimitIsCorrupt(Code code) {
        byte[] coded = coded(List.of(1000L), code);
        assertThatThrownBy(() -> code.read(new BitReader(new ByteReader(MemorySegment.ofArray(coded))), 999))
                .isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void onlyPositiveIntegersHaveACode() {
        try (ByteWriter out = new ByteWriter()) {
            BitWriter bits = new BitWriter(out);
            assertThatThrownBy(() -> Elias.putGamma(bits, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Elias.putDelta(bits, Elias.LARGEST + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostileBytesEndInTheCheckedException(Code code) {
        MutationFuzzer.of(
                        bytes -> {
                            BitReader bits = new BitReader(new ByteReader(MemorySegment.ofArray(bytes)));
                            for (int i = 0; i < 5; i++) {
                                assertThat(code.read(bits, 5000)).isBetween(1L, 5000L);
                            }
                        },
                        List.of(coded(List.of(1L, 5000L, 17L, 2L, 900L), code)))
                .allowing(CorruptMessageException.class)
                .iterations(Integer.getInteger("gossamer.fuzz.iterations", 4_000))
                .run();
    }

    private static byte[] coded(List<Long> values, Code code) {
        try (ByteWriter out = new ByteWriter()) {
            BitWriter bits = new BitWriter(out);
            values.forEach(value -> code.put(bits, value));
            bits.finish();
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
