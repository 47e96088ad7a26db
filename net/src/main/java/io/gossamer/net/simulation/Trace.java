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

    private long hash = 0x9E3779B97F4A7C15L;

    void record(Kind kind, long time, long subject, long amount) {
        hash = mix(hash ^ time);
        hash = mix(hash ^ (subject << 3 | kind.ordinal()));
        hash = mix(hash ^ amount);
    }

    long hash() {
        return hash;
    }

    /** The finaliser of Stafford's variant 13, as in SplittableRandom: every input bit reaches every output bit. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
