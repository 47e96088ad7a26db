package io.gossamer.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RansTest {
    private static final int ITERATIONS = Integer.getInteger("gossamer.fuzz.iterations", 4_000);

    @Property(tries = 300)
    void comesBack(@ForAll @Size(max = 5000) byte[] bytes, @ForAll Rans.Tables tables) throws Exception {
        requireRoundTrip(bytes, tables);
    }

    @Property(tries = 100)
    void fewDifferentBytesComeBack(
            @ForAll @IntRange(max = 70_000) int length,
            @ForAll @IntRange(min = 1, max = 200) int share,
            @ForAll int seed)
            throws Exception {
        byte[] bytes = skewed(length, share / 100.0, seed);
        requireRoundTrip(bytes, Rans.Tables.STATIC);
        requireRoundTrip(bytes, Rans.Tables.ADAPTIVE);
    }

    private static void requireRoundTrip(byte[] bytes, Rans.Tables tables) throws CorruptMessageException {
        byte[] coded = encode(bytes, tables);
        assertThat(coded.length).isLessThanOrEqualTo((int) Rans.maxEncodedBytes(bytes.length));
        ByteReader in = new ByteReader(MemorySegment.ofArray(coded));
        byte[] back = new byte[bytes.length];
        Rans.decode(in, MemorySegment.ofArray(back));
        in.requireEnd();
        assertThat(back).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {32 * 1024, 32 * 1024 + 17, 70_000})
    void vectorsWriteAndReadWhatScalarsDo(int length) throws Exception {
        byte[] bytes = skewed(length, 3, length);
        FrequencyTable table = FrequencyTable.of(ByteCounts.of(MemorySegment.ofArray(bytes)));
        byte[] byScalars = stream(bytes, table, false);
        assertThat(stream(bytes, table, true)).isEqualTo(byScalars);
        for (boolean vectorized : new boolean[] {false, true}) {
            byte[] back = new byte[length];
            RansDecoder decoder = new RansDecoder(new ByteReader(MemorySegment.ofArray(byScalars)), length, vectorized);
            decoder.decode(new DecodingTable(table), MemorySegment.ofArray(back), 0, length);
            decoder.finish();
            assertThat(back).isEqualTo(bytes);
        }
    }

    private static byte[] stream(byte[] bytes, FrequencyTable table, boolean vectorized) {
        try (ByteWriter out = new ByteWriter()) {
            assertThat(new RansEncoder(MemorySegment.ofArray(bytes), vectorized).encode(table, out, bytes.length))
                    .isTrue();
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Test
    void largestFrequenciesAndSmallestComeBack() throws Exception {
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < 255; i++) {
            bytes[i * 700 + i] = (byte) i;
        }
        requireRoundTrip(bytes, Rans.Tables.STATIC);
        requireRoundTrip(bytes, Rans.Tables.ADAPTIVE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 1, 3, 20})
    void sizeIsWithinOnePercentOfTheEntropy(double spread) {
        byte[] bytes = skewed(1 << 20, spread, 7);
        double entropyBytes = entropyBits(bytes) / 8;
        assertThat(encode(bytes, Rans.Tables.STATIC).length).isLessThan((int) (1.01 * entropyBytes) + 400);
    }

    @Test
    void followingTablesFollow() {
        byte[] low = skewed(100_000, 2, 1);
        byte[] bytes = new byte[200_000];
        System.arraycopy(low, 0, bytes, 0, low.length);
        for (int i = 0; i < low.length; i++) {
            bytes[low.length + i] = (byte) (low[i] + 100);
        }
        int adaptive = encode(bytes, Rans.Tables.ADAPTIVE).length;
        assertThat(adaptive).isLessThan((int) (0.85 * encode(bytes, Rans.Tables.STATIC).length));
        // Every byte that might come has a 4096th of the room.
        assertThat(adaptive).isLessThan((int) (1.08 * 2 * entropyBits(low) / 8) + 4096);
    }

    @Test
    void oneByteOverAndOverCostsNothing() {
        assertThat(encode(new byte[1_000_000], Rans.Tables.STATIC)).hasSizeLessThan(40);
    }

    @ParameterizedTest
    @EnumSource
    void hostileBytesEndInTheCheckedException(Rans.Tables tables) {
        byte[] bytes = skewed(9000, 1, 3);
        byte[] back = new byte[bytes.length];
        MutationFuzzer.of(
                        coded -> {
                            ByteReader in = new ByteReader(MemorySegment.ofArray(coded));
                            Rans.decode(in, MemorySegment.ofArray(back));
                            in.requireEnd();
                        },
                        List.of(encode(bytes, tables), encode(new byte[bytes.length], tables)))
                .allowing(CorruptMessageException.class)
                .iterations(ITERATIONS)
                .run();
    }

    @Property(tries = 200)
    void tablesComeBackAndFillTheirTotal(@ForAll @Size(256) List<@IntRange(max = 1 << 20) Integer> drawn)
            throws Exception {
        long[] counts = drawn.stream().mapToLong(Integer::longValue).toArray();
        counts[17]++;
        FrequencyTable table = FrequencyTable.of(counts);
        try (ByteWriter out = new ByteWriter()) {
            table.write(out);
            FrequencyTable back = FrequencyTable.read(new ByteReader(out.written()));
            int total = 0;
            for (int symbol = 0; symbol < FrequencyTable.SYMBOLS; symbol++) {
                assertThat(back.frequency(symbol)).isEqualTo(table.frequency(symbol));
                assertThat(table.frequency(symbol) > 0).isEqualTo(counts[symbol] > 0);
                total += table.frequency(symbol);
            }
            assertThat(total).isEqualTo(FrequencyTable.TOTAL);
        }
    }

    private static byte[] encode(byte[] bytes, Rans.Tables tables) {
        try (ByteWriter out = new ByteWriter();
                Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(Math.max(1, bytes.length)).asSlice(0, bytes.length);
            segment.copyFrom(MemorySegment.ofArray(bytes));
            Rans.encode(segment, tables, out);
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Rounded normals. */
    private static byte[] skewed(int length, double spread, int seed) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Math.round(spread * random.nextNormal());
        }
        return bytes;
    }

    private static double entropyBits(byte[] bytes) {
        long[] counts = ByteCounts.of(MemorySegment.ofArray(bytes));
        double bits = 0;
        for (long count : counts) {
            bits -= count == 0 ? 0 : count * Math.log((double) count / bytes.length) / Math.log(2);
        }
        return bits;
    }
}
