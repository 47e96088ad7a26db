package io.gossamer.generate.expert;

import org.bytedeco.pytorch.Tensor;

/** Says from which cluster noisy examples come. Called without gradients, inside a scope that owns what is returned. */
public interface Router {
    /**
     * p_t(k|x, c).
     *
     * @param x float32 [examples, dimension]
     * @param t the time of all of them
     * @param condition float32 [examples, 1]; what the examples are to be tells of their cluster, too
     * @return float32 [examples, experts], rows that sum to one
     */
    Tensor weights(Tensor x, double t, Tensor condition);
}
