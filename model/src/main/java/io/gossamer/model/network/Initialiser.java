package io.gossamer.model.network;

import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How the elements of a tensor start. */
public sealed interface Initialiser {
    /** Fills float32 elements, drawing from {@code random} if there is anything to draw. */
    void fill(MemorySegment floats, RandomStream random);

    record Constant(float value) implements Initialiser {
        @Override
        public void fill(MemorySegment floats, RandomStream random) {
            for (long i = 0; i < floats.byteSize() / Float.BYTES; i++) {
                floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        }
    }

    /** Uniform in [-bound, bound). */
    record Uniform(float bound) implements Initialiser {
        @Override
        public void fill(MemorySegment floats, RandomStream random) {
            random.fillUniform(floats, -bound, bound);
        }
    }

    record Normal(float standardDeviation) implements Initialiser {
        @Override
        public void fill(MemorySegment floats, RandomStream random) {
            random.fillNormal(floats, 0, standardDeviation);
        }
    }

    /** Values that somebody else has trained: little-endian, at any address, as many as there are elements. */
    record Given(MemorySegment values) implements Initialiser {
        @Override
        public void fill(MemorySegment floats, RandomStream random) {
            MemorySegment.copy(
                    values, LittleEndian.FLOAT, 0, floats, ValueLayout.JAVA_FLOAT, 0, floats.byteSize() / Float.BYTES);
        }
    }

    /**
     * What libtorch gives linear and convolution layers, weights and biases alike: uniform within 1/sqrt(fanIn).
     *
     * @param fanIn number of inputs that one output sums over
     */
    static Initialiser fanIn(long fanIn) {
        return new Uniform((float) (1 / Math.sqrt(fanIn)));
    }

    /**
     * He et al., "Delving Deep into Rectifiers" (2015), eq. 10: normal with variance 2/fanIn, which keeps the scale of
     * activations through layers of ReLUs.
     */
    static Initialiser he(long fanIn) {
        return new Normal((float) Math.sqrt(2.0 / fanIn));
    }
}
