package io.gossamer.net.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.HandshakeException;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is parsed before the other end has proved anything. */
class HostileHandshakeTest {
    private static final Engines ENGINES = new Engines(NodeKey.create(), new SecureRandom());

    /** A connection on which everything has been said already. */
    private static final class Script implements Connection {
        private final ByteBuffer said;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Script(byte[] said) {
            this.said = ByteBuffer.wrap(said);
        }

        @Override
        public void send(MemorySegment bytes) {
            sent.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE));
        }

        @Override
        public void receive(MemorySegment bytes, Duration timeout) throws IOException {
            if (bytes.byteSize() > said.remaining()) {
                throw new EOFException("the script ends");
            }
            receiveSome(bytes, timeout);
        }

        @Override
        public int receiveSome(MemorySegment bytes, Duration timeout) throws IOException {
            int count = (int) Math.min(bytes.byteSize(), said.remaining());
            if (count == 0 && bytes.byteSize() > 0) {
                throw new EOFException("the script ends");
            }
            MemorySegment.copy(MemorySegment.ofBuffer(said), 0, bytes, 0, count);
            said.position(said.position() + count);
            return count;
        }

        @Override
        public void cap(Bandwidth rate) {
            throw new IllegalStateException("A script has no rate");
        }

        @Override
        public Endpoint remote() {
            return new Endpoint("script", 1);
        }

        @Override
        public void close() {
            said.position(said.limit());
        }
    }

    /** What this end sends until the script ends. */
    private static byte[] handshake(boolean dialling, byte[] script) throws IOException, InterruptedException {
        Script connection = new Script(script);
        try (TcpWorld world = new TcpWorld()) {
            Session session = new Session(connection, dialling ? ENGINES.dialling() : ENGINES.answering());
            session.handshake(world, world.nanoTime() + Duration.ofSeconds(10).toNanos());
        } catch (HandshakeException e) {
            throw e;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("cut off");
        }
        return connection.sent.toByteArray();
    }

    @Test
    void hostileHellosAreReadOrRefused() throws Exception {
        byte[] hello = handshake(true, new byte[0]);
        MutationFuzzer.of(bytes -> handshake(false, bytes), List.of(hello))
                .allowing(HandshakeException.class)
                .iterations(1_500)
                .run();
    }

    @Test
    void hostileAnswersAreReadOrRefused() throws Exception {
        byte[] hello = handshake(true, new byte[0]);
        byte[] answer = handshake(false, hello);
        assertThat(answer).hasSizeGreaterThan(500);
        MutationFuzzer.of(
                        bytes -> {
                            try {
                                handshake(true, bytes);
                            } catch (HandshakeException e) {
                                // The answer is to another hello, so that it is refused even where it was not changed.
                                assertThat(e).hasMessageNotContaining("Exception");
                            }
                        },
                        List.of(answer))
                .iterations(1_500)
                .run();
    }

    @Test
    void hostileHeadersAndVerdictsAreReadOrRefused() {
        MutationFuzzer.of(
                        bytes -> assertThat(RecordHeader.recordLength(ByteBuffer.wrap(bytes)))
                                .isBetween(RecordHeader.BYTES, RecordHeader.LARGEST_RECORD),
                        List.of(new byte[] {23, 3, 3, 0x40, 0x11, 1, 2}))
                .allowing(ProtocolException.class)
                .iterations(5_000)
                .run();
        MutationFuzzer.of(
                        bytes -> {
                            Script script = new Script(bytes);
                            Verdict.read(target -> script.receive(target, Duration.ZERO));
                        },
                        List.of(Verdict.encode(Optional.of("no")).toArray(ValueLayout.JAVA_BYTE)))
                .allowing(ProtocolException.class, EOFException.class)
                .iterations(5_000)
                .run();
    }

    @Test
    void verdictsSurviveTheWayAndLoseWhatIsNotForPeople() throws Exception {
        assertThat(read(Optional.empty())).isEmpty();
        assertThat(read(Optional.of("no\u001b[31m way"))).contains("no[31m way");
        assertThat(read(Optional.of("x".repeat(1000)))).contains("x".repeat(512));
    }

    private static Optional<String> read(Optional<String> objection) throws IOException, InterruptedException {
        Script script = new Script(Verdict.encode(objection).toArray(ValueLayout.JAVA_BYTE));
        return Verdict.read(target -> script.receive(target, Duration.ZERO));
    }
}
