package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.state.Offer.Part;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OfferFormatTest {
    private static final Offer PLAIN = new Offer(
            0, OptionalLong.empty(), Part.POPULAR, Set.of(), new TreeMap<>(Map.of("w", floats(4, 0x04030201))));

    private static final Offer RICH = new Offer(
            812,
            OptionalLong.of(812),
            Part.SEND_ONLY,
            Set.of(7, 300),
            new TreeMap<>(Map.of(
                    "größe", floats(Block.BYTES + 4, 1, 2),
                    "own", new Content("bytes", 1 << 30, List.of(), true),
                    "void", floats(0))));

    private static Content floats(long bytes, Integer... hashes) {
        return new Content("float32", bytes, List.of(hashes), false);
    }

    private static byte[] bytes(Offer offer) {
        try (ByteWriter out = new ByteWriter()) {
            OfferFormat.write(offer, out);
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static Offer read(byte[] bytes) throws CorruptMessageException {
        return OfferFormat.read(MemorySegment.ofArray(bytes));
    }

    @Test
    void everyByteIsAsDocumented() {
        assertThat(HexFormat.of().formatHex(bytes(PLAIN)))
                .isEqualTo("01" + "00" + "00" + "00" + "00" + "01" + "0177" + "07666c6f61743332" + "04" + "00"
                        + "01020304");
    }

    @Test
    void anOfferSurvivesTheWay() throws CorruptMessageException {
        assertThat(read(bytes(PLAIN))).isEqualTo(PLAIN);
        assertThat(read(bytes(RICH))).isEqualTo(RICH);
    }

    @Test
    void namesMustAscendAndBeClean() {
        String entry = "0177" + "07666c6f61743332" + "00" + "00";
        refused("0100000000" + "02" + entry + entry, "do not ascend");
        refused("0100000000" + "01" + "010a" + "07666c6f61743332" + "00" + "00", "proper name");
        refused("0100000000" + "01" + "01ff" + "07666c6f61743332" + "00" + "00", "UTF-8");
        refused("0100000000" + "01" + "0177" + "0121" + "00" + "00", "proper type");
    }

    /** No memory is taken by the word of a stranger. */
    @Test
    void moreHashesThanBytesAreRefused() {
        refused("0100000000" + "01" + "0177" + "07666c6f61743332" + "808080808020" + "00", "hashes where");
    }

    private static void refused(String hex, String reason) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void hostileOffersAreReadOrRefused() {
        int parsed = MutationFuzzer.of(OfferFormatTest::read, List.of(bytes(PLAIN), bytes(RICH)))
                .allowing(CorruptMessageException.class)
                .run();
        assertThat(parsed).isPositive();
    }
}
