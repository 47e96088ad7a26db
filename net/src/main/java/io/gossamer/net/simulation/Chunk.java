package io.gossamer.net.simulation;

/**
 * Bytes of a stream that travel together, or its end. One event takes a chunk from the sender to the receiver; a second
 * one is needed only if others keep the receiver's download busy, or if a partition holds the chunk up.
 */
final class Chunk extends Event {
    /** What arrives. */
    enum Kind {
        BYTES,
        END,
        RESET
    }

    /** The one that was sent after this. */
    Chunk next;

    private final Stream stream;
    private final Kind kind;
    private int length;
    private long departed;
    private long uploadNanos;
    private boolean pastDownload;
    private boolean dropped;

    Chunk(Stream stream, Kind kind) {
        this.stream = stream;
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    int length() {
        return length;
    }

    void grow(int bytes) {
        length += bytes;
    }

    /** When its last bit left, or will leave, the sender. */
    long departed() {
        return departed;
    }

    /** How long it occupies the sender's upload. */
    long uploadNanos() {
        return uploadNanos;
    }

    void depart(long time, long nanos) {
        departed = time;
        uploadNanos = nanos;
    }

    boolean pastDownload() {
        return pastDownload;
    }

    void passDownload() {
        pastDownload = true;
    }

    /** It never left the sender. */
    void drop() {
        dropped = true;
    }

    @Override
    boolean takesEffect() {
        return !dropped;
    }

    @Override
    void fire() {
        stream.arrive(this);
    }
}
