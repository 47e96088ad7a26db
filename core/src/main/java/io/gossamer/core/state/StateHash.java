package io.gossamer.core.state;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A fingerprint of everything that a {@link Stateful} lists: SHA-256 over the names, kinds, shapes and bits of its
 * arrays, in the order of the listing. Two objects with the same hash go on in the same way, which is what nodes compare
 * to know that they still agree. Float arrays are hashed as they stand in memory, so hashes compare between machines of
 * the same byte order.
 */
public final class StateHash implements StateVisitor {
    private static final int CHUNK = 1 << 30;

    private final MessageDigest digest;
    private final Set<String> names = new HashSet<>();

    private StateHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The hash, 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException if the listing repeats a name, or a shape does not fit its array
     */
    public static String of(Stateful stateful) {
        StateHash hash = new StateHash();
        stateful.visitState(hash);
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    @Override
    public void floats(String name, MemorySegment values, long... shape) {
        long bytes = Float.BYTES;
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        if (bytes != values.byteSize()) {
            throw new IllegalArgumentException(
                    "state '" + name + "' has " + values.byteSize() + " bytes, its shape asks for " + bytes);
        }
        begin(name, 'f', shape);
        for (long from = 0; from < bytes; from += CHUNK) {
            digest.update(values.asSlice(from, Math.min(CHUNK, bytes - from)).asByteBuffer());
        }
    }

    @Override
    public void longs(String name, long[] values) {
        begin(name, 'l', values.length);
        ByteBuffer bytes = littleEndian(Long.BYTES * values.length);
        bytes.asLongBuffer().put(values);
        digest.update(bytes);
    }

    @Override
    public void doubles(String name, double[] values) {
        begin(name, 'd', values.length);
        ByteBuffer bytes = littleEndian(Double.BYTES * values.length);
        bytes.asDoubleBuffer().put(values);
        digest.update(bytes);
    }

    /** Lengths stand before what they count, so that no two listings run together to the same bytes. */
    private void begin(String name, char kind, long... shape) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("state '" + name + "' is listed twice");
        }
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer head =
                littleEndian(Integer.BYTES + text.length + Character.BYTES + Integer.BYTES + Long.BYTES * shape.length);
        head.putInt(text.length).put(text).putChar(kind).putInt(shape.length);
        for (long size : shape) {
            head.putLong(size);
        }
        digest.update(head.flip());
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
