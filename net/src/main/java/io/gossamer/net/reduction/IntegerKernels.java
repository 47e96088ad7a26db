package io.gossamer.net.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Integers in plain Java, which wrap around. */
final class IntegerKernels {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private IntegerKernels() {}

    private static int nearest(float value, int least, int most) {
        return (int) Math.clamp(Math.rint(value), least, most);
    }

    static final class Int8 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Byte.BYTES) {
                target.set(BYTE, at, (byte) operator.apply(target.get(BYTE, at), source.get(BYTE, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Byte.BYTES) {
                target.set(BYTE, at, (byte) (target.get(BYTE, at) / divisor));
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            long elements = values.byteSize() / Byte.BYTES;
            for (long i = 0; i < elements; i++) {
                floats.set(FLOAT, i * Float.BYTES, values.get(BYTE, i * Byte.BYTES));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            long elements = values.byteSize() / Byte.BYTES;
            for (long i = 0; i < elements; i++) {
                float value = floats.get(FLOAT, i * Float.BYTES);
                values.set(BYTE, i * Byte.BYTES, (byte) nearest(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            }
        }
    }

    static final class UInt8 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Byte.BYTES) {
                target.set(BYTE, at, (byte) operator.apply(target.get(BYTE, at) & 0xFF, source.get(BYTE, at) & 0xFF));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Byte.BYTES) {
                target.set(BYTE, at, (byte) ((target.get(BYTE, at) & 0xFF) / divisor));
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            long elements = values.byteSize() / Byte.BYTES;
            for (long i = 0; i < elements; i++) {
                floats.set(FLOAT, i * Float.BYTES, values.get(BYTE, i * Byte.BYTES) & 0xFF);
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            long elements = values.byteSize() / Byte.BYTES;
            for (long i = 0; i < elements; i++) {
                float value = floats.get(FLOAT, i * Float.BYTES);
                values.set(BYTE, i * Byte.BYTES, (byte) nearest(value, 0, 0xFF));
            }
        }
    }

    static final class Int16 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                target.set(SHORT, at, (short) operator.apply(target.get(SHORT, at), source.get(SHORT, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Short.BYTES) {
                target.set(SHORT, at, (short) (target.get(SHORT, at) / divisor));
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            long elements = values.byteSize() / Short.BYTES;
            for (long i = 0; i < elements; i++) {
                floats.set(FLOAT, i * Float.BYTES, values.get(SHORT, i * Short.BYTES));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            long elements = values.byteSize() / Short.BYTES;
            for (long i = 0; i < elements; i++) {
                float value = floats.get(FLOAT, i * Float.BYTES);
                values.set(SHORT, i * Short.BYTES, (short) nearest(value, Short.MIN_VALUE, Short.MAX_VALUE));
            }
        }
    }

    static final class Int32 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Integer.BYTES) {
                target.set(INT, at, operator.apply(target.get(INT, at), source.get(INT, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Integer.BYTES) {
                target.set(INT, at, target.get(INT, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            long elements = values.byteSize() / Integer.BYTES;
            for (long i = 0; i < elements; i++) {
                floats.set(FLOAT, i * Float.BYTES, values.get(INT, i * Integer.BYTES));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            long elements = values.byteSize() / Integer.BYTES;
            for (long i = 0; i < elements; i++) {
                float value = floats.get(FLOAT, i * Float.BYTES);
                values.set(INT, i * Integer.BYTES, nearest(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            }
        }
    }

    static final class Int64 implements Kernel {
        @Override
        public void combine(Operator operator, MemorySegment target, MemorySegment source) {
            for (long at = 0; at < target.byteSize(); at += Long.BYTES) {
                target.set(LONG, at, operator.apply(target.get(LONG, at), source.get(LONG, at)));
            }
        }

        @Override
        public void divide(MemorySegment target, int divisor) {
            for (long at = 0; at < target.byteSize(); at += Long.BYTES) {
                target.set(LONG, at, target.get(LONG, at) / divisor);
            }
        }

        @Override
        public void toFloats(MemorySegment values, MemorySegment floats) {
            long elements = values.byteSize() / Long.BYTES;
            for (long i = 0; i < elements; i++) {
                floats.set(FLOAT, i * Float.BYTES, values.get(LONG, i * Long.BYTES));
            }
        }

        @Override
        public void fromFloats(MemorySegment floats, MemorySegment values) {
            long elements = values.byteSize() / Long.BYTES;
            for (long i = 0; i < elements; i++) {
                float value = floats.get(FLOAT, i * Float.BYTES);
                values.set(LONG, i * Long.BYTES, (long) Math.rint(value));
            }
        }
    }
}
