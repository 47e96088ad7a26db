package io.gossamer.net.simulation;

/** A running 64-bit hash of everything that happens, in order: equal hashes mean equal schedules. */
final class Trace {
    /** What happened. The numbers only have to differ. */
    enum Kind {
        RESUME,
        DELIVERY,
        CONNECTION,
        REFUSAL,
        RESET,
        FAULT,
        END
    }

    private static final Kind[] KINDS = Kind.values();

    private long hash = 0x9E3779B97F4A7C15L;
    private long length;

    void record(Kind kind, long time, long subject, long amount) {
        length++;
        hash = mix(hash ^ mix(time + KINDS.length * (subject + 1) + kind.ordinal()) ^ (amount << 1));
    }

    long hash() {
        return hash;
    }

    long length() {
        return length;
    }

    /** The finaliser of Stafford's variant 13, as in SplittableRandom: every input bit reaches every output bit. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
