package io.gossamer.net.topology;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeFramesTest {
    private static final byte[] SESSION = new byte[ProbeFrames.SESSION_BYTES];
    private static final ProbeSettings SETTINGS = new ProbeSettings(3, Duration.ofMillis(0x0506), 1L << 33);

    static {
        Arrays.fill(SESSION, (byte) 9);
    }

    private static byte[] bytes(MemorySegment payload) {
        return payload.toArray(JAVA_BYTE);
    }

    private static byte[] request() {
        return bytes(new ProbeFrames.Request(SETTINGS).encode(SESSION));
    }

    @Test
    void theBytesAreAsDocumented() {
        assertThat(request())
                .hasSize(34)
                .startsWith(1, 0, 9, 9)
                .endsWith(9, 3, 0, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0);
        assertThat(bytes(new ProbeFrames.Join(0x0708).encode(SESSION)))
                .hasSize(26)
                .startsWith(1, 0, 9)
                .endsWith(9, 8, 7, 0, 0, 0, 0, 0, 0);
        assertThat(bytes(new ProbeFrames.Ready(5).encode())).containsExactly(5, 0, 0, 0, 0, 0, 0, 0);
        assertThat(bytes(new ProbeFrames.Busy(Duration.ofSeconds(1)).encode())).containsExactly(0xe8, 3, 0, 0);
        assertThat(bytes(new ProbeFrames.Result(3, 2, 1).encode()))
                .containsExactly(3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void whoDoesNotKnowTheSessionIsRefused() {
        byte[] other = SESSION.clone();
        other[15]++;
        assertThatThrownBy(() -> ProbeFrames.Request.decode(MemorySegment.ofArray(request()), other))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("session");
        MemorySegment join = new ProbeFrames.Join(1).encode(SESSION);
        assertThatThrownBy(() -> ProbeFrames.Join.decode(join, other)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void settingsThatWouldCostTooMuchAreRefused() {
        for (ProbeSettings most : List.of(
                new ProbeSettings(64, Duration.ofMinutes(1), 1L << 40),
                new ProbeSettings(1, Duration.ofMillis(1), 1 << 20))) {
            assertThat(most.longest()).isPositive();
        }
        assertThatThrownBy(() -> new ProbeSettings(65, Duration.ofSeconds(1), 1 << 20))
                .isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> new ProbeSettings(1, Duration.ofSeconds(61), 1 << 20))
                .isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> new ProbeSettings(1, Duration.ofSeconds(1), 1 << 19))
                .isInstanceOf(GossamerException.class);
    }

    @Test
    void hostilePayloadsAreDecodedOrRefused() {
        int decoded = fuzz(payload -> ProbeFrames.Request.decode(payload, SESSION), request())
                + fuzz(
                        payload -> ProbeFrames.Join.decode(payload, SESSION),
                        bytes(new ProbeFrames.Join(7).encode(SESSION)))
                + fuzz(ProbeFrames.Ready::decode, bytes(new ProbeFrames.Ready(7).encode()))
                + fuzz(ProbeFrames.Busy::decode, bytes(new ProbeFrames.Busy(Duration.ofSeconds(2)).encode()))
                + fuzz(ProbeFrames.Result::decode, bytes(new ProbeFrames.Result(9, 8, 7).encode()));
        assertThat(decoded).isPositive();
    }

    private interface Decoder {
        Object decode(MemorySegment payload) throws ProtocolException;
    }

    private static int fuzz(Decoder decoder, byte[] sample) {
        return MutationFuzzer.of(
                        input -> assertThat(decoder.decode(MemorySegment.ofArray(input)))
                                .isNotNull(),
                        List.of(sample))
                .allowing(ProtocolException.class)
                .iterations(3_000)
                .run();
    }
}
