package io.gossamer.core.random;

/** What all blocks of a stream share: the key and the counter words c1 to c3 of the package's mapping. */
record StreamKey(int step, int node, int purposeAndTensor, int low, int high) {
    private static final int TENSOR_BITS = 20;

    static StreamKey of(long seed, Purpose purpose, int node, long step, int tensor) {
        require(node >= -1, "node", node, "-1 (shared) or at least 0");
        require(step >>> 32 == 0, "step", step, "at least 0 and below 2^32");
        require(tensor >>> TENSOR_BITS == 0, "tensor", tensor, "at least 0 and below 2^20");
        return new StreamKey((int) step, node, purpose.code() << TENSOR_BITS | tensor, (int) seed, (int) (seed >>> 32));
    }

    private static void require(boolean holds, String name, long value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + value + " has no random stream: it must be " + range);
        }
    }

    /** The four words of block {@code index}, an unsigned 32-bit number. */
    void block(int index, int[] words) {
        Philox.block(index, step, node, purposeAndTensor, low, high, words);
    }
}
