package io.gossamer.model.flat;

import java.util.List;

/**
 * Where each tensor stands in a flat buffer. Offsets are multiples of 64 bytes; the padding between tensors is zero and
 * never travels.
 *
 * @param entries in order of offset
 * @param bytes the whole buffer, padding included
 */
public record FlatLayout(List<Entry> entries, long bytes) {
    /**
     * @param name the parameter's name in the network
     * @param shape its sizes
     * @param byteOffset where its first element stands
     */
    public record Entry(String name, long[] shape, long byteOffset) {
        public long count() {
            long n = 1;
            for (long s : shape) {
                n *= s;
            }
            return n;
        }
    }
}
