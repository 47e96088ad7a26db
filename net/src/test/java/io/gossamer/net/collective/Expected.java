package io.gossamer.net.collective;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Chunks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Arrays to combine, and what collectives must make of them: taken in the stated order, without a network. */
final class Expected {
    private Expected() {}

    /** A native array that depends on the node's rank: numbers around zero, integers over their whole range. */
    static MemorySegment array(ElementType type, int elements, int rank) {
        MemorySegment array = Arena.ofAuto().allocate((long) elements * type.bytes(), Long.BYTES);
        RandomStream random = RandomStream.of(7, Purpose.TEST, rank, elements, type.ordinal());
        switch (type) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> {
                float[] floats = new float[elements];
                random.fillUniform(MemorySegment.ofArray(floats), -4, 4);
                type.fromFloats(MemorySegment.ofArray(floats), array);
            }
            case INT8, INT16, INT32, INT64, UINT8 -> {
                for (long at = 0; at < array.byteSize(); at++) {
                    array.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                }
            }
        }
        return array;
    }

    static List<MemorySegment> arrays(ElementType type, int elements, int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(rank -> array(type, elements, rank))
                .toList();
    }

    static MemorySegment allReduce(Algorithm algorithm, Reduction reduction, List<MemorySegment> inputs) {
        int nodes = inputs.size();
        MemorySegment result = copy(inputs.getFirst());
        switch (algorithm) {
            case DIRECT -> result.copyFrom(inOrder(reduction, inputs, 0));
            case TREE -> result.copyFrom(tree(reduction, inputs, 0));
            case RING -> {
                for (int chunk = 0; chunk < nodes; chunk++) {
                    chunk(reduction, result, chunk, nodes)
                            .copyFrom(inOrder(reduction, chunks(reduction, inputs, chunk), chunk));
                }
            }
        }
        reduction.finish(result, nodes);
        return result;
    }

    /** The part of an array that is a chunk. */
    static MemorySegment chunk(Reduction reduction, MemorySegment array, int chunk, int nodes) {
        long width = reduction.type().bytes();
        Chunks chunks = new Chunks(array.byteSize() / width, nodes);
        return array.asSlice(chunks.start(chunk) * width, chunks.size(chunk) * width);
    }

    static List<MemorySegment> chunks(Reduction reduction, List<MemorySegment> arrays, int chunk) {
        List<MemorySegment> chunks = new ArrayList<>();
        arrays.forEach(array -> chunks.add(chunk(reduction, array, chunk, arrays.size())));
        return chunks;
    }

    static MemorySegment inOrder(Reduction reduction, List<MemorySegment> inputs, int first) {
        MemorySegment sum = copy(inputs.get(first));
        for (int step = 1; step < inputs.size(); step++) {
            reduction.combine(sum, inputs.get((first + step) % inputs.size()));
        }
        return sum;
    }

    private static MemorySegment tree(Reduction reduction, List<MemorySegment> inputs, int node) {
        MemorySegment sum = copy(inputs.get(node));
        for (int bit = 1; node + bit < inputs.size() && (node & bit) == 0; bit <<= 1) {
            reduction.combine(sum, tree(reduction, inputs, node + bit));
        }
        return sum;
    }

    static MemorySegment copy(MemorySegment array) {
        return Arena.ofAuto().allocate(array.byteSize(), Long.BYTES).copyFrom(array);
    }
}
