package io.gossamer.net.tcp;

import io.gossamer.core.section.ComputeSection;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Accepts TCP connections. */
final class TcpListener implements Listener {
    /** Makes a connection of an accepted channel. */
    interface Adopter {
        Connection adopt(SocketChannel channel) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final Adopter adopter;
    private final Consumer<TcpListener> onClose;

    TcpListener(ServerSocketChannel server, String host, Adopter adopter, Consumer<TcpListener> onClose) {
        this.server = server;
        this.endpoint = new Endpoint(host, server.socket().getLocalPort());
        this.adopter = adopter;
        this.onClose = onClose;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Optional<Connection> accept(Duration timeout) throws IOException, InterruptedException {
        ComputeSection.requireNone("accept");
        ServerSocket socket = server.socket();
        socket.setSoTimeout(Timeouts.millis(timeout));
        try {
            Socket accepted = socket.accept();
            return Optional.of(adopter.adopt(accepted.getChannel()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            Timeouts.rethrowIfInterrupted(e);
            throw e;
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
