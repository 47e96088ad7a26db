package io.gossamer.codec.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScalarMessagesTest {
    private final ScalarMessages bytes = new ScalarMessages(ScalarCode.BYTE, 3);

    @AfterEach
    void close() {
        bytes.close();
    }

    @Test
    void oneScalarCostsOneByteAndTheRestIsControl() throws CorruptMessageException {
        Message message = bytes.write(2, 700, new Votes(true, false), new double[] {1, -1, Double.NaN});
        assertThat(message.bytes(Kind.COMPRESSED)).isEqualTo(3);
        assertThat(message.bytes(Kind.DENSE)).isZero();
        assertThat(message.bytes(Kind.CONTROL)).isEqualTo(18);
        assertThat(message.bytes().byteSize()).isEqualTo(21);
        double[] heard = new double[3];
        assertThat(bytes.read(message.bytes(), 2, 700, heard)).isEqualTo(new Votes(true, false));
        assertThat(heard).containsExactly(1, -1, Double.NaN);
    }

    @Test
    void aFrameOfAnotherStepSenderTypeOrLengthIsRefused() {
        MemorySegment frame = bytes.write(2, 7, Votes.NONE, new double[3]).bytes();
        for (long[] wrong : new long[][] {{1, 7}, {2, 8}}) {
            assertThatThrownBy(() -> bytes.read(frame, (int) wrong[0], wrong[1], new double[3]))
                    .isInstanceOf(CorruptMessageException.class)
                    .hasMessageContaining("instead of");
        }
        try (ScalarMessages four = new ScalarMessages(ScalarCode.BYTE, 4)) {
            assertThatThrownBy(() -> four.read(frame, 2, 7, new double[4]))
                    .isInstanceOf(CorruptMessageException.class)
                    .hasMessageContaining("3 bytes of scalars instead of 4");
        }
        assertThatThrownBy(() -> new MessageReader(List.of()).read(frame, 2, 7))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("type");
    }

    @Test
    void brokenFramesAreRefused() {
        byte[] valid =
                bytes.write(2, 7, Votes.NONE, new double[] {1, 2, 3}).bytes().toArray(ValueLayout.JAVA_BYTE);
        double[] heard = new double[3];
        MutationFuzzer.of(input -> bytes.read(MemorySegment.ofArray(input), 2, 7, heard), List.of(valid))
                .allowing(CorruptMessageException.class)
                .iterations(5_000)
                .run();
    }
}
