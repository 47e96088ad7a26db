package io.gossamer.generate.flow;

import org.bytedeco.pytorch.Tensor;

/** Where noisy examples move with time. Called without gradients, inside a scope that owns what is returned. */
public interface VelocityField {
    /**
     * dx/dt.
     *
     * @param x float32 [examples, dimension]
     * @param t the time of all of them, 0 (data) to 1 (noise)
     * @param condition float32 [examples, 1], whole numbers; the number of classes stands for "no condition"
     * @return float32 [examples, dimension], which the caller may change
     */
    Tensor velocity(Tensor x, double t, Tensor condition);
}
