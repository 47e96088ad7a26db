package io.gossamer.net.state;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A member's arrays in a test: {@code a0}, {@code a1}, ... of the given lengths in bytes, filled from a seed. */
record SampleState(SharedState state) {
    SampleState(long seed, long... lengths) {
        this(SharedState.of(arrays(seed, lengths)));
    }

    private static List<NamedArray> arrays(long seed, long... lengths) {
        List<NamedArray> arrays = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            MemorySegment bytes = Arena.ofAuto().allocate(lengths[i], Long.BYTES);
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 11, i);
            for (long at = 0; at < lengths[i]; at += Integer.BYTES) {
                for (int b = 0, word = random.nextInt(); b < Integer.BYTES && at + b < lengths[i]; b++) {
                    bytes.set(ValueLayout.JAVA_BYTE, at + b, (byte) (word >> Byte.SIZE * b));
                }
            }
            arrays.add(NamedArray.bytes("a" + i, bytes));
        }
        return arrays;
    }

    MemorySegment array(int index) {
        return state.array("a" + index).bytes();
    }

    void flip(int array, long at) {
        byte before = array(array).get(ValueLayout.JAVA_BYTE, at);
        array(array).set(ValueLayout.JAVA_BYTE, at, (byte) ~before);
    }

    /** Of all arrays. */
    List<Integer> hashes() {
        return state.arrays().stream()
                .map(array -> SimpleHash.of(array.bytes()))
                .toList();
    }
}
