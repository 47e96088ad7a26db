package io.gossamer.net.reduction;

import io.gossamer.core.kernel.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** What the elements of an array are. */
public enum ElementType {
    FLOAT32(Float.BYTES, VectorSupport.available() ? new VectorFloat32() : new RealKernels.Float32()),
    FLOAT64(Double.BYTES, new RealKernels.Float64()),
    /** IEEE binary16. */
    FLOAT16(Short.BYTES, new RealKernels.Float16()),
    /** The upper half of a float32. */
    BFLOAT16(Short.BYTES, new RealKernels.BFloat16()),
    INT8(Byte.BYTES, new IntegerKernels.Int8()),
    INT16(Short.BYTES, new IntegerKernels.Int16()),
    INT32(Integer.BYTES, new IntegerKernels.Int32()),
    INT64(Long.BYTES, new IntegerKernels.Int64()),
    /** 0 to 255. */
    UINT8(Byte.BYTES, new IntegerKernels.UInt8());

    private final int bytes;
    private final Kernel kernel;

    ElementType(int bytes, Kernel kernel) {
        this.bytes = bytes;
        this.kernel = kernel;
    }

    /** The length of an element. */
    public int bytes() {
        return bytes;
    }

    Kernel kernel() {
        return kernel;
    }

    /** How many elements an array has. */
    public long elements(MemorySegment values) {
        return values.byteSize() / bytes;
    }

    /** Overwrites {@code floats} with the nearest float32 of each element; beyond its range that is infinite. */
    public void toFloats(MemorySegment values, MemorySegment floats) {
        kernel.toFloats(values, floats);
    }

    /**
     * Overwrites {@code values} with the nearest element to each float32, ties to even. What lies beyond the range of an
     * integer type becomes its end.
     */
    public void fromFloats(MemorySegment floats, MemorySegment values) {
        kernel.fromFloats(floats, values);
    }

    /** Its name as a person reads it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
