package io.gossamer.net.simulation;

/** Room that is on its way back to a sender: amounts of bytes and when each arrives, in the order of time. */
final class Credits {
    /** A circle of pairs of a time and an amount; its size is a power of two. */
    private long[] pairs = new long[8];

    private int first;
    private int count;

    /** What comes before an earlier one comes with it. */
    void add(long time, long bytes) {
        if (count > 0 && pairs[place(count - 1)] >= time) {
            pairs[place(count - 1) + 1] += bytes;
            return;
        }
        if (2 * count == pairs.length) {
            grow();
        }
        pairs[place(count)] = time;
        pairs[place(count) + 1] = bytes;
        count++;
    }

    /** Takes all that has arrived by {@code now}, and says how many bytes it is. */
    long take(long now) {
        long bytes = 0;
        while (count > 0 && pairs[place(0)] <= now) {
            bytes += pairs[place(0) + 1];
            first++;
            count--;
        }
        return bytes;
    }

    /** When {@code bytes} more will have arrived; {@link EventLoop#NEVER} if so many are not on their way. */
    long arrivalOf(long bytes) {
        long missing = bytes;
        for (int i = 0; i < count; i++) {
            missing -= pairs[place(i) + 1];
            if (missing <= 0) {
                return pairs[place(i)];
            }
        }
        return EventLoop.NEVER;
    }

    private int place(int index) {
        return (2 * (first + index)) & (pairs.length - 1);
    }

    private void grow() {
        long[] larger = new long[2 * pairs.length];
        for (int i = 0; i < count; i++) {
            larger[2 * i] = pairs[place(i)];
            larger[2 * i + 1] = pairs[place(i) + 1];
        }
        pairs = larger;
        first = 0;
    }
}
