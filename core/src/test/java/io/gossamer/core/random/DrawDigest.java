package io.gossamer.core.random;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over large fills, little-endian; run as a program it prints it, so that another JVM can be held against it. */
final class DrawDigest {
    private static final int COUNT = 1_000_003;

    private DrawDigest() {}

    public static void main(String[] args) {
        System.out.println(ofFills());
    }

    static String ofFills() {
        RandomStream stream = RandomStream.of(0x0123456789abcdefL, Purpose.TEST, 3, 5, 7);
        stream.nextInt();
        try (Arena arena = Arena.ofConfined()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            MemorySegment floats = arena.allocate(4L * COUNT, 4);
            stream.fillUniform(floats, -1, 1);
            update(digest, floats);
            stream.fillNormal(floats, 0, 0.02f);
            update(digest, floats);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void update(MessageDigest digest, MemorySegment floats) {
        float[] values = floats.toArray(ValueLayout.JAVA_FLOAT);
        var bytes = java.nio.ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
    }
}
