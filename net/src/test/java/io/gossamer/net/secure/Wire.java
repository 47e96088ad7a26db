package io.gossamer.net.secure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A way between two ends that somebody else has his hands on. */
final class Wire implements AutoCloseable {
    /** May change what passes, or end it by an {@link IOException}. */
    interface Hands {
        void touch(byte[] bytes, int count) throws IOException;
    }

    private final ServerSocket server;
    private final int target;
    private final Hands hands;

    /** @param hands for what goes to the end that was dialled */
    Wire(int target, Hands hands) throws IOException {
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.target = target;
        this.hands = hands;
        Thread.ofVirtual().start(this::join);
    }

    int port() {
        return server.getLocalPort();
    }

    private void join() {
        try (Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread back = Thread.ofVirtual().start(() -> pass(to, from, (bytes, count) -> {}));
            pass(from, to, hands);
            back.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to, Hands hands) {
        byte[] bytes = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                hands.touch(bytes, count);
                out.write(bytes, 0, count);
            }
        } catch (IOException cut) {
            // Leaving the block closes both: the way is cut.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
