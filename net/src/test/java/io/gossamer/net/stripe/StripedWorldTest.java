package io.gossamer.net.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.admission.AllowList;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bundles over real sockets: strangers, TLS above, and greetings from anybody. */
class StripedWorldTest {
    private static final Endpoint ANYWHERE = new Endpoint("127.0.0.1", 0);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static void requireWorks(Connection one, Connection other) throws IOException, InterruptedException {
        byte[] bytes = new byte[100_000];
        bytes[99_999] = 7;
        byte[] heard = new byte[bytes.length];
        one.send(MemorySegment.ofArray(bytes));
        other.receive(MemorySegment.ofArray(heard), LONG);
        assertThat(heard).isEqualTo(bytes);
    }

    @Test
    void strangersKeepNobodyWaiting() throws Exception {
        try (TcpWorld tcp = new TcpWorld()) {
            World striped = new StripedWorld(tcp, 3);
            try (Listener listener = striped.listen(ANYWHERE);
                    Connection silent = tcp.connect(listener.endpoint(), LONG);
                    Connection loud = tcp.connect(listener.endpoint(), LONG);
                    Connection half = tcp.connect(listener.endpoint(), LONG)) {
                loud.send(MemorySegment.ofArray(new byte[Greeting.BYTES]));
                half.send(new Greeting(new Greeting.Bundle(1, 2), 0, 2, 100).encode());
                try (Connection dialled = striped.connect(listener.endpoint(), LONG);
                        Connection accepted = listener.accept(LONG).orElseThrow()) {
                    requireWorks(dialled, accepted);
                    requireWorks(accepted, dialled);
                }
                assertThatThrownBy(() -> loud.skip(1, LONG)).isInstanceOf(EOFException.class);
                assertThat(silent.remote()).isEqualTo(half.remote());
            }
        }
    }

    @Test
    void whoDoesNotFitItsBundleIsShutOutAndTheBundleStays() throws Exception {
        try (TcpWorld tcp = new TcpWorld();
                Listener listener = new StripedWorld(tcp, 1).listen(ANYWHERE)) {
            Greeting.Bundle bundle = new Greeting.Bundle(1, 2);
            try (Connection first = tcp.connect(listener.endpoint(), LONG);
                    Connection wrong = tcp.connect(listener.endpoint(), LONG);
                    Connection second = tcp.connect(listener.endpoint(), LONG)) {
                first.send(new Greeting(bundle, 0, 2, 100).encode());
                tcp.sleep(Duration.ofMillis(200));
                wrong.send(new Greeting(bundle, 1, 2, 200).encode());
                assertThatThrownBy(() -> wrong.skip(1, LONG)).isInstanceOf(EOFException.class);
                second.send(new Greeting(bundle, 1, 2, 100).encode());
                try (Connection accepted = listener.accept(LONG).orElseThrow()) {
                    requireWorks(accepted, StripedConnection.dialling(List.of(first, second), 100));
                }
            }
        }
    }

    @Test
    void tlsAboveProvesWhoIsAtTheOtherEndOfAll() throws Exception {
        NodeKey host = NodeKey.create();
        NodeKey guest = NodeKey.create();
        AllowList both = AllowList.of(host.id(), guest.id());
        try (TcpWorld one = new TcpWorld();
                TcpWorld other = new TcpWorld();
                SecureWorld secureOne = new SecureWorld(new StripedWorld(one, 4), host, both);
                SecureWorld secureOther = new SecureWorld(new StripedWorld(other, 4), guest, both);
                Listener listener = secureOne.listen(ANYWHERE);
                Connection dialled = secureOther.connect(listener.endpoint(), LONG);
                Connection accepted = listener.accept(LONG).orElseThrow()) {
            assertThat(Identified.peerOf(accepted)).contains(guest.id());
            requireWorks(dialled, accepted);
        }
    }

    @Test
    void aClosedListenerSaysSo() throws Exception {
        try (TcpWorld tcp = new TcpWorld()) {
            Listener listener = new StripedWorld(tcp, 2).listen(ANYWHERE);
            listener.close();
            assertThatThrownBy(() -> listener.accept(LONG)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void impossibleNumbersAreRefused() {
        try (TcpWorld tcp = new TcpWorld()) {
            for (int connections : new int[] {-1, 0, 65}) {
                assertThatThrownBy(() -> new StripedWorld(tcp, connections)).isInstanceOf(GossamerException.class);
            }
        }
    }

    @Test
    void hostileGreetingsAreReadOrRefused() throws Exception {
        Greeting greeting = new Greeting(new Greeting.Bundle(-1, 5), 3, 8, 32 << 10);
        assertThat(Greeting.decode(greeting.encode())).isEqualTo(greeting);
        MutationFuzzer.of(
                        bytes -> Greeting.decode(MemorySegment.ofArray(Arrays.copyOf(bytes, Greeting.BYTES))),
                        List.of(greeting.encode().toArray(ValueLayout.JAVA_BYTE)))
                .allowing(ProtocolException.class)
                .iterations(20_000)
                .run();
    }
}
