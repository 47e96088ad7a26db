package io.gossamer.bench.collective;

import java.lang.foreign.MemorySegment;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The arrays of one process: what is summed and where the sum goes, where that is not in place. */
final class Operands {
    private static final int PERIOD = 1024;

    private final Tensor pattern;
    private final Tensor source;
    private final Tensor target;

    /** @param bytes of either array */
    Operands(long bytes) {
        long length = bytes / Float.BYTES;
        // From 1 to 2 in steps that float32 adds up exactly.
        Tensor index = torch.arange(new Scalar((double) length)).remainder(new Scalar((double) PERIOD));
        pattern = index.div(new Scalar((double) PERIOD)).add(new Scalar(1.0));
        source = torch.zeros(length);
        target = torch.zeros(length);
    }

    Tensor sourceTensor() {
        return source;
    }

    MemorySegment source() {
        return memory(source);
    }

    MemorySegment target() {
        return memory(target);
    }

    private static MemorySegment memory(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
    }

    /** Sums what the process of that rank brings, so that the sum tells whether all did. */
    void fill(int rank) {
        source.copy_(pattern);
        source.mul_(new Scalar((double) (rank + 1)));
        target.zero_();
    }

    /** What stays the same however often it is summed in place. */
    void clear() {
        source.zero_();
    }

    /** An all-reduce that is fast because it leaves something out must not win. */
    void requireSum(Entrant entrant, int processes) {
        double factor = processes * (processes + 1) / 2.0;
        Tensor sum = entrant.inPlace() ? source : target;
        double worst = sum.sub(pattern.mul(new Scalar(factor))).abs().max().item_double();
        if (!(worst <= 2 * factor * entrant.tolerance(processes))) {
            throw new IllegalStateException("The sum of " + entrant + " is off by " + worst + " somewhere");
        }
    }
}
