package io.gossamer.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The fuzzer against parsers with the classic faults: each must be found, and a sound parser must pass. */
final class MutationFuzzerTest {
    private static final List<byte[]> FRAMES = List.of(frame(1), frame(9), frame(100));

    /** A length in four bytes, then so many bytes. */
    private static byte[] frame(int length) {
        return ByteBuffer.allocate(4 + length).putInt(length).array();
    }

    private static byte[] parseSoundly(byte[] input) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(input);
        if (buffer.remaining() < 4) {
            throw new EOFException();
        }
        int length = buffer.getInt();
        if (length < 0 || length != buffer.remaining()) {
            throw new IOException("length " + length);
        }
        byte[] body = new byte[length];
        buffer.get(body);
        return body;
    }

    @Test
    void soundParserPasses() {
        int accepted = MutationFuzzer.of(MutationFuzzerTest::parseSoundly, FRAMES)
                .allowing(IOException.class)
                .run();
        assertThat(accepted).as("mutations of the body alone stay valid").isPositive();
    }

    @Test
    void findsAnEscapingException() {
        MutationFuzzer fuzzer = MutationFuzzer.of(
                        input -> ByteBuffer.wrap(input).getInt(), FRAMES)
                .allowing(IOException.class)
                .seed(77);
        assertThatThrownBy(fuzzer::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("BufferUnderflowException")
                .hasMessageContaining("seed 77")
                .cause()
                .isInstanceOf(java.nio.BufferUnderflowException.class);
    }

    @Test
    void findsAnAllocationBeforeTheCheck() {
        MutationFuzzer fuzzer = MutationFuzzer.of(MutationFuzzerTest::parseTrustingly, FRAMES)
                .allowing(IOException.class, RuntimeException.class)
                .iterations(200_000);
        assertThatThrownBy(fuzzer::run)
                .isInstanceOf(AssertionError.class)
                .message()
                .containsAnyOf("allocated", "OutOfMemory");
    }

    private static void parseTrustingly(byte[] input) {
        ByteBuffer buffer = ByteBuffer.wrap(input);
        byte[] body = new byte[buffer.getInt()];
        buffer.get(body);
    }

    /** Keeps the processor busy for so long. */
    private static void compute(Duration time) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + time.toNanos();
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void findsASlowInput() {
        MutationFuzzer fuzzer = MutationFuzzer.of(
                        input -> {
                            if (input.length == 0) {
                                compute(Duration.ofMillis(20));
                            }
                        },
                        FRAMES)
                .timeLimit(Duration.ofMillis(10));
        assertThatThrownBy(fuzzer::run).isInstanceOf(AssertionError.class).hasMessageContaining("0 bytes");
    }

    @Test
    void namesTheInputThatHangs() throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Watchdog watchdog = new Watchdog(Duration.ofMillis(2), 7)) {
            watchdog.watch(3, new byte[] {1, 2});
            for (int i = 0; i < 500 && printed.size() == 0; i++) {
                Thread.sleep(10);
            }
        } finally {
            System.setErr(usual);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("hangs at input 3", "seed 7, 2 bytes: 0102");
    }

    @Test
    void samplesMustBeValid() {
        MutationFuzzer fuzzer = MutationFuzzer.of(MutationFuzzerTest::parseSoundly, List.of(new byte[3]))
                .allowing(IOException.class);
        assertThatThrownBy(fuzzer::run).isInstanceOf(AssertionError.class).hasMessageContaining("000000");
        assertThatThrownBy(() -> MutationFuzzer.of(MutationFuzzerTest::parseSoundly, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sameSeedSameInputs() {
        assertThat(inputs(5)).isEqualTo(inputs(5)).isNotEqualTo(inputs(6));
    }

    @Test
    void mutationsReachShorterEqualAndLongerInputs() {
        Set<Integer> signs = new TreeSet<>();
        inputs(1).forEach(hex -> signs.add(Integer.signum(hex.length() / 2 - 13)));
        assertThat(signs).containsExactly(-1, 0, 1);
    }

    private static List<String> inputs(long seed) {
        List<String> inputs = new ArrayList<>();
        MutationFuzzer.of(input -> inputs.add(HexFormat.of().formatHex(input)), List.of(frame(9)))
                .seed(seed)
                .iterations(300)
                .run();
        return inputs;
    }
}
