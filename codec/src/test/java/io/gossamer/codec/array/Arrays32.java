package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Float arrays for tests of codecs. */
public final class Arrays32 {
    private Arrays32() {}

    public static RandomStream random(long step) {
        return RandomStream.of(11, Purpose.TEST, 0, step, 0);
    }

    public static MemorySegment of(float... values) {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
    }

    public static MemorySegment zeros(long count) {
        return Arena.ofAuto().allocate(count * 4, 4);
    }

    /** Normal values times a heavy-tailed factor, as gradients are. */
    public static MemorySegment gradient(int count, long step) {
        RandomStream random = random(step);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double normal = random.nextNormal();
            values[i] = (float) (1e-3 * normal * Math.exp(random.nextNormal()));
        }
        return of(values);
    }

    public static float[] floats(MemorySegment values) {
        return values.toArray(ValueLayout.JAVA_FLOAT);
    }

    public static double squaredNorm(MemorySegment values) {
        double sum = 0;
        for (float value : floats(values)) {
            sum += (double) value * value;
        }
        return sum;
    }

    public static double squaredDistance(MemorySegment a, MemorySegment b) {
        float[] x = floats(a);
        float[] y = floats(b);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += ((double) x[i] - y[i]) * ((double) x[i] - y[i]);
        }
        return sum;
    }

    /** The array after one passage through the codec; all bytes must be read, and no more than announced. */
    public static MemorySegment pass(Codec codec, MemorySegment values, RandomStream random)
            throws CorruptMessageException {
        long count = values.byteSize() / 4;
        try (ByteWriter out = new ByteWriter()) {
            codec.encode(values, random, out);
            if (out.position() > codec.maxEncodedBytes(count)) {
                throw new AssertionError(codec.spec() + ": " + out.position() + " bytes, announced at most "
                        + codec.maxEncodedBytes(count));
            }
            MemorySegment decoded = zeros(count);
            decoded.fill((byte) 0x55);
            ByteReader in = new ByteReader(out.written());
            codec.decode(in, decoded);
            in.requireEnd();
            return decoded;
        }
    }
}
