package io.gossamer.net.stripe;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What the dialling end says first on each connection of a bundle. The package's description gives its bytes.
 *
 * @param bundle which connections belong together
 * @param number of this one
 * @param count of all: as many for what the dialling end says as for what it hears
 * @param stripe bytes that go over one before the next one's turn
 */
record Greeting(Bundle bundle, int number, int count, int stripe) {
    static final int BYTES = 32;
    /** More for a direction would be many sockets for one peer. */
    static final int MOST_PER_DIRECTION = 64;

    static final int LARGEST_STRIPE = 1 << 20;

    private static final int MAGIC = 0x53525453;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** 16 bytes that nobody guesses. */
    record Bundle(long low, long high) {}

    MemorySegment encode() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[BYTES]);
        bytes.set(INT, 0, MAGIC);
        bytes.set(LONG, 4, bundle.low());
        bytes.set(LONG, 12, bundle.high());
        bytes.set(INT, 20, number);
        bytes.set(INT, 24, count);
        bytes.set(INT, 28, stripe);
        return bytes;
    }

    /** @throws ProtocolException if no dialling end could have said it */
    static Greeting decode(MemorySegment bytes) throws ProtocolException {
        if (bytes.get(INT, 0) != MAGIC) {
            throw new ProtocolException("this is no connection of a bundle");
        }
        Bundle bundle = new Bundle(bytes.get(LONG, 4), bytes.get(LONG, 12));
        Greeting greeting = new Greeting(bundle, bytes.get(INT, 20), bytes.get(INT, 24), bytes.get(INT, 28));
        if (greeting.count < 2
                || greeting.count > 2 * MOST_PER_DIRECTION
                || greeting.count % 2 != 0
                || greeting.number < 0
                || greeting.number >= greeting.count
                || greeting.stripe < 1
                || greeting.stripe > LARGEST_STRIPE) {
            throw new ProtocolException("connection " + greeting.number + " of " + greeting.count + " with stripes of "
                    + greeting.stripe + " bytes cannot be");
        }
        return greeting;
    }

    /** Whether it is said on another connection of the same bundle. */
    boolean fits(Greeting other) {
        return bundle.equals(other.bundle) && number != other.number && count == other.count && stripe == other.stripe;
    }
}
