package io.gossamer.generate.expert;

import org.bytedeco.pytorch.Tensor;

/** Says from which cluster noisy examples come. Called without gradients, inside a scope that owns what is returned. */
public interface Router {
    /**
     * p_t(k|x).
     *
     * @param x float32 [examples, dimension]
     * @param t the time of all of them
     * @return float32 [examples, experts], rows that sum to one
     */
    Tensor weights(Tensor x, double t);
}
