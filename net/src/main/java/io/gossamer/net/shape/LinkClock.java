package io.gossamer.net.shape;

/**
 * The arithmetic of one node's access line: when bytes that are handed over now have left the node, and when bytes that
 * reach the node now have come in. It waits for nothing and reads no clock, so that real and simulated worlds agree.
 *
 * <p>Upload and download are virtual clocks: each remembers when it will next be idle. A download passes bits on while
 * they come in (a line does not store a chunk before it forwards it), so a chunk that was paced by an equally fast
 * upload is not delayed a second time. Packets that are lost behind the upload are sent again and occupy it again, in
 * the mean {@code 1 / (1 - loss)} times. Times are nanoseconds of one monotonic clock. Not thread-safe.
 */
public final class LinkClock {
    private static final double QUANTUM_SECONDS = 2e-3;
    private static final int LARGEST_QUANTUM = 64 << 10;

    private final double uploadNanosPerByte;
    private final double downloadNanosPerByte;
    private long uploadFree = Long.MIN_VALUE;
    private long uploadBusy;
    private long downloadFree = Long.MIN_VALUE;

    public LinkClock(Link link) {
        downloadNanosPerByte = nanosPerByte(link.rate().bitsPerSecond());
        uploadNanosPerByte = downloadNanosPerByte / (1 - link.loss());
    }

    /**
     * Hands {@code bytes} to the upload at {@code now}.
     *
     * @return when their last bit has left the node
     */
    public long depart(long now, long bytes) {
        long duration = Math.round(bytes * uploadNanosPerByte);
        uploadFree = Math.max(now, uploadFree) + duration;
        uploadBusy += duration;
        return uploadFree;
    }

    /** How long the upload takes for all that was handed to it so far. */
    public long uploadBusy() {
        return uploadBusy;
    }

    /**
     * Takes in {@code bytes} whose last bit reaches the node's access line at {@code now}. Calls come in the order of
     * arrival, whatever the peer.
     *
     * @return when their last bit has passed the download
     */
    public long deliver(long now, long bytes) {
        downloadFree = passWhileArriving(downloadFree, now, Math.round(bytes * downloadNanosPerByte));
        return downloadFree;
    }

    /** How many bytes to hand over at a time, so that peers share the line fairly: about 2 ms worth. */
    public static int quantum(Link link) {
        double bytes = link.rate().bitsPerSecond() / 8 * QUANTUM_SECONDS;
        return (int) Math.clamp(bytes, PathClock.PACKET_BYTES, LARGEST_QUANTUM);
    }

    static double nanosPerByte(double bitsPerSecond) {
        return 8e9 / bitsPerSecond;
    }

    /** When a resource that was busy until {@code free} has passed on what came in until {@code now}. */
    static long passWhileArriving(long free, long now, long duration) {
        return free == Long.MIN_VALUE ? now : Math.max(now, free + duration);
    }
}
