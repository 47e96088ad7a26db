package io.gossamer.bench.simulated;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.collective.Group;
import java.lang.foreign.MemorySegment;

/** One all-reduce by the clock of a node's world. */
final class TimedSum {
    private TimedSum() {}

    /** Nanoseconds of this node's part in summing float32 arrays of so many bytes, once all are there. */
    static long nanos(Group group, long bytes) throws InterruptedException {
        MemorySegment values = MemorySegment.ofArray(new float[(int) (bytes / Float.BYTES)]);
        group.barrier();
        long start = group.world().nanoTime();
        group.allReduceSum(values, Kind.DENSE);
        long nanos = group.world().nanoTime() - start;
        group.barrier();
        return nanos;
    }
}
