package io.gossamer.net.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Floating point numbers in plain Java. Those of 16 bits are widened to float32, combined, and rounded; since float32 has
 * more than twice their bits and two, that is the same as rounding the exact result.
 */
final class RealKernels {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    private RealKernels() {}

    /** The reference for the vector kernel, and what finishes its last few elements. */
    static final class Float32 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            combineFrom(0, operator, target, source);
        }

        static void combineFrom(long offset, Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = offset; at < target.byteSize(); at += Float.BYTES) {
                target.set(FLOAT, at, operator.apply(target.get(FLOAT, at), source.get(FLOAT, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            divideFrom(0, target, divisor);
        }

        static void divideFrom(long offset, MemorySegment target, int divisor) {
            for (long at = offset; at < target.byteSize(); at += Float.BYTES) {
                target.set(FLOAT, at, target.get(FLOAT, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            floats.copyFrom(values);
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            values.copyFrom(floats);
        }
    }

    static final class Float64 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Double.BYTES) {
                target.set(DOUBLE, at, operator.apply(target.get(DOUBLE, at), source.get(DOUBLE, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Double.BYTES) {
                target.set(DOUBLE, at, target.get(DOUBLE, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            for (long at = 0; at < floats.byteSize(); at += Float.BYTES) {
                floats.set(FLOAT, at, (float) values.get(DOUBLE, 2 * at));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            for (long at = 0; at < floats.byteSize(); at += Float.BYTES) {
                values.set(DOUBLE, 2 * at, floats.get(FLOAT, at));
            }
        }
    }

    static final class Float16 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                set(target, at, operator.apply(get(target, at), get(source, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                set(target, at, get(target, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            for (long at = 0; at < values.byteSize(); at += Short.BYTES) {
                floats.set(FLOAT, 2 * at, get(values, at));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            for (long at = 0; at < values.byteSize(); at += Short.BYTES) {
                set(values, at, floats.get(FLOAT, 2 * at));
            }
        }

        private static float get(MemorySegment values, long at) {
            return Float.float16ToFloat(values.get(SHORT, at));
        }

        private static void set(MemorySegment values, long at, float value) {
            values.set(SHORT, at, Float.floatToFloat16(value));
        }
    }

    static final class BFloat16 implements Kernel {
        private static final int HALF = 0x7FFF;
        private static final int QUIET = 0x40;

        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                set(target, at, operator.apply(get(target, at), get(source, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                set(target, at, get(target, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            for (long at = 0; at < values.byteSize(); at += Short.BYTES) {
                floats.set(FLOAT, 2 * at, get(values, at));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            for (long at = 0; at < values.byteSize(); at += Short.BYTES) {
                set(values, at, floats.get(FLOAT, 2 * at));
            }
        }

        private static float get(MemorySegment values, long at) {
            return Float.intBitsToFloat(values.get(SHORT, at) << Short.SIZE);
        }

        private static void set(MemorySegment values, long at, float value) {
            int bits = Float.floatToRawIntBits(value);
            int rounded = bits + HALF + (bits >>> Short.SIZE & 1) >>> Short.SIZE;
            // Rounding could carry a NaN over to a number.
            values.set(SHORT, at, (short) (Float.isNaN(value) ? bits >>> Short.SIZE | QUIET : rounded));
        }
    }
}
