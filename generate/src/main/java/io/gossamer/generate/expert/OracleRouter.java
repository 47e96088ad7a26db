package io.gossamer.generate.expert;

import io.gossamer.generate.data.Examples;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.model.tensor.NativeOwner;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The exact posterior, computed from all the data (in float32): what a perfect router would say. */
public final class OracleRouter implements Router, AutoCloseable {
    private static final long ROWS = 256;

    private final NoiseSchedule schedule;
    private final NativeOwner owner = new NativeOwner();
    private final Tensor points; // [n, dimension]
    private final Tensor squares; // [n]
    private final Tensor labels; // [1, n]
    private final int classes;
    private final Tensor membership; // [n, clusters], one-hot

    /** @param assignment the cluster of each example */
    public OracleRouter(Examples examples, int[] assignment, int clusters, NoiseSchedule schedule) {
        this.schedule = schedule;
        this.classes = examples.classes();
        int dimension = examples.dimension();
        try (PointerScope scope = new PointerScope();
                Arena filling = Arena.ofConfined()) {
            TensorOptions floats = new TensorOptions(ScalarType.Float);
            points = owner.keep(torch.empty(new long[] {examples.size(), dimension}, floats, null));
            membership = owner.keep(torch.zeros(examples.size(), clusters));
            labels = owner.keep(torch.zeros(1, examples.size()));
            MemorySegment classOf = TensorMemory.of(labels, filling);
            MemorySegment memory = TensorMemory.of(points, filling);
            MemorySegment members = TensorMemory.of(membership, filling);
            for (int i = 0; i < examples.size(); i++) {
                examples.read(i, memory, (long) i * dimension);
                classOf.setAtIndex(ValueLayout.JAVA_FLOAT, i, examples.label(i));
                members.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * clusters + assignment[i], 1);
            }
            squares = owner.keep(points.square().sum(1));
        }
    }

    /** @param t above 0 */
    @Override
    public Tensor weights(Tensor x, double t, Tensor condition) {
        TensorVector parts = new TensorVector();
        for (long from = 0; from < x.size(0); from += ROWS) {
            long rows = Math.min(ROWS, x.size(0) - from);
            parts.push_back(block(x.narrow(0, from, rows), t, condition.narrow(0, from, rows)));
        }
        return torch.cat(parts, 0);
    }

    /** Points of other classes are out of the question. The squared norm of x is the same for all points and falls out of the softmax. */
    private Tensor block(Tensor x, double t, Tensor condition) {
        double alpha = schedule.alpha(t);
        double sigma = schedule.sigma(t);
        Tensor exponents = x.mm(points.t()).mul_(new Scalar(2 * alpha));
        exponents.sub_(squares.mul(new Scalar(alpha * alpha))).div_(new Scalar(2 * sigma * sigma));
        Tensor other = labels.ne(condition).logical_and(condition.ne(new Scalar((double) classes)));
        exponents.masked_fill_(other, new Scalar(Float.NEGATIVE_INFINITY));
        return exponents.softmax(1).mm(membership);
    }

    @Override
    public void close() {
        owner.close();
    }
}
