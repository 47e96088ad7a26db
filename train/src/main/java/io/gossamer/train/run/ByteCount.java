package io.gossamer.train.run;

import io.gossamer.codec.message.Kind;
import java.util.Map;

/** Bytes that nodes send each other, before TLS, by what they are for. */
public record ByteCount(long compressed, long dense, long control) {
    public static final ByteCount ZERO = new ByteCount(0, 0, 0);

    /** From a group's traffic. */
    public static ByteCount of(Map<Kind, Long> bytes) {
        return new ByteCount(
                bytes.getOrDefault(Kind.COMPRESSED, 0L),
                bytes.getOrDefault(Kind.DENSE, 0L),
                bytes.getOrDefault(Kind.CONTROL, 0L));
    }

    public ByteCount plus(ByteCount other) {
        return new ByteCount(compressed + other.compressed, dense + other.dense, control + other.control);
    }

    public ByteCount minus(ByteCount other) {
        return new ByteCount(compressed - other.compressed, dense - other.dense, control - other.control);
    }

    /** All kinds together. */
    public long total() {
        return compressed + dense + control;
    }
}
