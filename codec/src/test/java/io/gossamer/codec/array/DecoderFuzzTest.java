package io.gossamer.codec.array;

import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.random;
import static io.gossamer.codec.array.Arrays32.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bytes end in the checked exception or in finite values, whatever the codec. */
class DecoderFuzzTest {
    private static final int ELEMENTS = 77;
    /** For each of a dozen decoders; the long run sets the property. */
    private static final int ITERATIONS = Integer.getInteger("gossamer.fuzz.iterations", 4_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8(16)",
                "u4(16)",
                "u3(16)",
                "e4m3(16)",
                "e2m1(16)",
                "fp4",
                "natural",
                "qsgd(1,32)",
                "qsgd(7,20)",
                "sign",
                "sign(rms)",
                "ternary",
                "u4+rans",
                "f32+rans(adaptive)",
                "topk(0.2)+f16",
                "topk(0.2)+f32",
                "topk(1)+f16",
                "topk(0.2)+u4(16)+rans",
                "topk(0.3)+natural",
                "threshold(0.001)+sign",
                "randk(0.2)",
                "randk(0.6)+qsgd(1,32)",
                "randk(0.2,biased)+e2m1",
                "sketch(3,10)",
                "lowrank(2,10)"
            })
    void decoders(String spec) {
        Codec codec = Codecs.parse(spec);
        MemorySegment values = zeros(ELEMENTS);
        MutationFuzzer.of(
                        bytes -> {
                            ByteReader in = new ByteReader(MemorySegment.ofArray(bytes));
                            codec.decode(in, values);
                            in.requireEnd();
                            requireFinite(values);
                            values.fill((byte) 0);
                            codec.decodeAdd(new ByteReader(MemorySegment.ofArray(bytes)), 0.5f, values);
                            requireFinite(values);
                        },
                        List.of(coded(codec, 1), coded(codec, 2)))
                .allowing(CorruptMessageException.class)
                .iterations(ITERATIONS)
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk(0.2)+f16", "topk(0.2)+f32", "threshold(0.001)+u8(16)"})
    void chosenElements(String spec) {
        SparseCodec codec = (SparseCodec) Codecs.parse(spec);
        SparseVector chosen = new SparseVector();
        MutationFuzzer.of(
                        bytes -> {
                            codec.decodeChosen(new ByteReader(MemorySegment.ofArray(bytes)), ELEMENTS, chosen);
                            for (int i = 0; i < chosen.count(); i++) {
                                int previous = i == 0 ? -1 : chosen.indices()[i - 1];
                                assertThat(chosen.indices()[i]).isBetween(previous + 1, ELEMENTS - 1);
                            }
                        },
                        List.of(coded(codec, 1), coded(codec, 2)))
                .allowing(CorruptMessageException.class)
                .iterations(ITERATIONS)
                .run();
    }

    private static byte[] coded(Codec codec, int step) {
        try (ByteWriter out = new ByteWriter()) {
            codec.encode(gradient(ELEMENTS, step), random(0), out);
            return out.written().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void requireFinite(MemorySegment values) {
        for (int i = 0; i < ELEMENTS; i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            if (!Float.isFinite(value)) {
                throw new AssertionError("decoded " + value);
            }
        }
    }
}
