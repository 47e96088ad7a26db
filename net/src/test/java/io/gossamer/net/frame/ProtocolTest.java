package io.gossamer.net.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.fuzz.MutationFuzzer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    private static byte[] bytes(Protocol protocol) {
        ByteBuffer out = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        protocol.encode(out);
        assertThat(out.hasRemaining()).isFalse();
        return out.array();
    }

    private static Protocol read(byte[] bytes) throws ProtocolException {
        return Protocol.decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void twoNodesSpeakTheHighestVersionThatBothKnowWithTheFeaturesThatBothHave() throws Exception {
        Protocol one = new Protocol(1, 5, 0b1100);
        Protocol other = new Protocol(3, 9, 0b0110);
        assertThat(one.agree(other)).isEqualTo(new Protocol(5, 5, 0b0100)).isEqualTo(other.agree(one));
        assertThat(read(bytes(one))).isEqualTo(one);
    }

    @Test
    void nodesWithoutACommonVersionSaySo() {
        assertThatThrownBy(() -> new Protocol(1, 2, 0).agree(new Protocol(3, 3, 0)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("it speaks version 3 of the protocol, this node versions 1 to 2;"
                        + " use the same Gossamer everywhere");
    }

    @Test
    void hostilePreamblesAreReadOrRefused() {
        int read = MutationFuzzer.of(bytes -> read(bytes), List.of(bytes(Protocol.OWN)))
                .allowing(ProtocolException.class, BufferUnderflowException.class)
                .iterations(5_000)
                .run();
        assertThat(read).isPositive();
    }
}
