package io.gossamer.app.archive;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What became of an array, or of all arrays together.
 *
 * @param shape sizes, outermost first; null for all arrays together
 * @param bytes of its float32 values and of its record
 * @param ratio bytes before by bytes after
 * @param bitsPerElement of the record; null for an array without elements
 * @param relativeError |x - y| / |x| between the values and the decoded ones; 0 if both are 0, null if only x is
 * @param largestError largest |x - y|
 * @param omega variance factor of the codec for this length, null if it is not unbiased; of all arrays the largest
 * @param delta contraction factor of the codec for this length, null if it does not contract; of all arrays the smallest
 * @param gigabytesPerSecond of float32 values, each way
 */
public record CodedArray(
        String name,
        long[] shape,
        long elements,
        Size bytes,
        double ratio,
        Double bitsPerElement,
        Double relativeError,
        double largestError,
        Double omega,
        Double delta,
        Speed gigabytesPerSecond,
        @JsonIgnore Distortion distortion,
        @JsonIgnore Time seconds) {

    /** Bytes. */
    public record Size(long before, long after) {}

    /** Gigabytes per second. */
    public record Speed(double encode, double decode) {}

    /** Seconds. */
    record Time(double encode, double decode) {}

    static CodedArray of(
            String name,
            long[] shape,
            long elements,
            long bytesAfter,
            Distortion distortion,
            Double omega,
            Double delta,
            Time seconds) {
        long before = elements * Float.BYTES;
        return new CodedArray(
                name,
                shape,
                elements,
                new Size(before, bytesAfter),
                (double) before / bytesAfter,
                elements == 0 ? null : Double.valueOf(8.0 * bytesAfter / elements),
                distortion.relativeError(),
                distortion.largestError(),
                omega,
                delta,
                new Speed(before / 1e9 / seconds.encode, before / 1e9 / seconds.decode),
                distortion,
                seconds);
    }

    /** All arrays as one; there must be at least one. */
    static CodedArray total(Iterable<CodedArray> arrays) {
        long elements = 0;
        long after = 0;
        double encode = 0;
        double decode = 0;
        Distortion distortion = Distortion.NONE;
        Double omega = null;
        Double delta = null;
        for (CodedArray array : arrays) {
            elements += array.elements;
            after += array.bytes.after;
            encode += array.seconds.encode;
            decode += array.seconds.decode;
            distortion = distortion.and(array.distortion);
            omega = array.omega == null
                    ? null
                    : Double.valueOf(omega == null ? array.omega : Math.max(omega, array.omega));
            delta = array.delta == null
                    ? null
                    : Double.valueOf(delta == null ? array.delta : Math.min(delta, array.delta));
        }
        return of("total", null, elements, after, distortion, omega, delta, new Time(encode, decode));
    }
}
