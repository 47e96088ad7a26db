package io.gossamer.net.secure;

import io.gossamer.net.frame.ProtocolException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What an end decided about the other; the package's description gives its bytes. */
final class Verdict {
    static final int LENGTH_BYTES = Short.BYTES;
    private static final int LARGEST = 512;

    private Verdict() {}

    static MemorySegment encode(Optional<String> objection) {
        byte[] text = objection.orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] fitting = Arrays.copyOf(text, Math.min(text.length, LARGEST));
        return MemorySegment.ofArray(ByteBuffer.allocate(LENGTH_BYTES + fitting.length)
                .putShort((short) fitting.length)
                .put(fitting)
                .array());
    }

    /** How a verdict is read: by whole pieces, one after the other. */
    interface Source {
        void receive(MemorySegment target) throws IOException, InterruptedException;
    }

    /** The other end's objection, if it has one. Its text is shown to people: control characters are dropped. */
    static Optional<String> read(Source source) throws IOException, InterruptedException {
        byte[] length = new byte[LENGTH_BYTES];
        source.receive(MemorySegment.ofArray(length));
        int bytes = Short.toUnsignedInt(ByteBuffer.wrap(length).getShort());
        if (bytes > LARGEST) {
            throw new ProtocolException("a verdict of " + bytes + " bytes is too long");
        }
        byte[] text = new byte[bytes];
        source.receive(MemorySegment.ofArray(text));
        return bytes == 0
                ? Optional.empty()
                : Optional.of(new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", ""));
    }
}
