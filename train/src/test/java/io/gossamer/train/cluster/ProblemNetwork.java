package io.gossamer.train.cluster;

import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.recursion.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A problem as a network of two tensors, all zero at first: a batch is the number of a client, its gradient that client's. */
public final class ProblemNetwork extends BareNetwork {
    private final Problem problem;

    public ProblemNetwork(Problem problem) {
        super("problem", layout(problem.dimension()));
        this.problem = problem;
    }

    private static FlatLayout layout(long dimension) {
        long first = Math.ceilDiv(dimension, 2);
        return FlatLayout.of(List.of("a", "b"), List.of(new long[] {first}, new long[] {dimension - first}));
    }

    public static Batch batch(int client) {
        Tensor number = torch.zeros(1).fill_(new Scalar((double) client));
        return new Batch(number, number);
    }

    public static double[] values(FlatTensors tensors) {
        MemorySegment packed =
                MemorySegment.ofArray(new float[(int) tensors.layout().elements()]);
        tensors.pack(packed);
        double[] values = new double[(int) tensors.layout().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = packed.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return values;
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        double[] gradient = problem.gradient((int) batch.input().item_double(), values(parameters()));
        MemorySegment packed = MemorySegment.ofArray(new float[gradient.length]);
        for (int i = 0; i < gradient.length; i++) {
            packed.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) gradient[i]);
        }
        gradients().unpack(packed);
        return node;
    }
}
