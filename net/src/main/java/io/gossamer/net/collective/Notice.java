package io.gossamer.net.collective;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What nodes tell each other about a node that waits or failed: its rank (int32, little-endian), then a text in UTF-8 up
 * to the end of the payload, at most {@link #LARGEST} bytes in all.
 */
public record Notice(int rank, String text) {
    /** No notice is longer, in bytes. */
    public static final int LARGEST = 1024;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The payload, on the heap. */
    public MemorySegment encode() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LARGEST - Integer.BYTES);
        MemorySegment payload = MemorySegment.ofArray(new byte[Integer.BYTES + length]);
        payload.set(INT, 0, rank);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, payload, Integer.BYTES, length);
        return payload;
    }

    /** Reads a notice about one of {@code size} nodes. Control characters of the text are dropped. */
    public static Notice decode(MemorySegment payload, int size) throws ProtocolException {
        if (payload.byteSize() < Integer.BYTES || payload.byteSize() > LARGEST) {
            throw new ProtocolException("a notice of " + payload.byteSize() + " bytes");
        }
        int rank = payload.get(INT, 0);
        if (rank < PeerFailureException.COORDINATOR || rank >= size) {
            throw new ProtocolException("a notice about rank " + rank + " of " + size);
        }
        byte[] bytes = payload.asSlice(Integer.BYTES).toArray(ValueLayout.JAVA_BYTE);
        return new Notice(rank, new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", ""));
    }
}
