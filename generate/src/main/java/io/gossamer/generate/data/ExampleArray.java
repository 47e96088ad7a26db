package io.gossamer.generate.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Examples in an array of the heap. */
public final class ExampleArray implements Examples {
    private final int dimension;
    private final int classes;
    private final float[] values;
    private final int[] labels;

    /**
     * @param classes number of conditions, 0 for none
     * @param values [example][element], row after row
     * @param labels one for each example
     */
    public ExampleArray(int dimension, int classes, float[] values, int[] labels) {
        if (dimension < 1 || labels.length == 0 || values.length != Math.multiplyExact(dimension, labels.length)) {
            throw new IllegalArgumentException(
                    "%d values for %d examples of dimension %d".formatted(values.length, labels.length, dimension));
        }
        for (int label : labels) {
            if (label < 0 || label >= Math.max(classes, 1)) {
                throw new IllegalArgumentException("label " + label + " with " + classes + " classes");
            }
        }
        this.dimension = dimension;
        this.classes = classes;
        this.values = values.clone();
        this.labels = labels.clone();
    }

    /** The first {@code count} examples of a set, or all if there are fewer. */
    public static ExampleArray first(Examples examples, int count) {
        int size = Math.min(count, examples.size());
        int dimension = examples.dimension();
        float[] values = new float[size * dimension];
        int[] labels = new int[size];
        MemorySegment target = MemorySegment.ofArray(values);
        for (int i = 0; i < size; i++) {
            examples.read(i, target, (long) i * dimension);
            labels[i] = examples.label(i);
        }
        return new ExampleArray(dimension, examples.classes(), values, labels);
    }

    /** All values, [example][element]; a copy. */
    public float[] values() {
        return values.clone();
    }

    /** The examples as rows of float64. */
    public double[][] rows() {
        double[][] rows = new double[size()][dimension];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < dimension; d++) {
                rows[i][d] = values[i * dimension + d];
            }
        }
        return rows;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void read(int index, MemorySegment target, long at) {
        MemorySegment.copy(values, index * dimension, target, ValueLayout.JAVA_FLOAT, at * Float.BYTES, dimension);
    }
}
