package io.gossamer.generate.metric;

import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)) of the moments of features: FID, where the features are Inception's. Source:
 * Heusel et al., "GANs trained by a two time-scale update rule" (NeurIPS 2017). It is biased by the number of samples, so
 * only figures of equal numbers compare.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    public static double between(Moments first, Moments second) {
        int dimension = first.mean().length;
        double means = 0;
        double traces = 0;
        for (int d = 0; d < dimension; d++) {
            double difference = first.mean()[d] - second.mean()[d];
            means += difference * difference;
            traces += first.covariance()[d * dimension + d] + second.covariance()[d * dimension + d];
        }
        return Math.max(0, means + traces - 2 * traceOfRoot(first.covariance(), second.covariance(), dimension));
    }

    /** tr (C C')^(1/2) = tr (R C' R)^(1/2) with R the root of C: symmetric, so its eigenvalues are real. */
    private static double traceOfRoot(double[] first, double[] second, int dimension) {
        try (var section = TensorSection.enter()) {
            Tensor root = root(Tensor.create(first, dimension, dimension));
            Tensor product =
                    root.mm(Tensor.create(second, dimension, dimension)).mm(root);
            Tensor symmetric = product.add(product.t()).mul_(new Scalar(0.5));
            return torch.linalg_eigvalsh(symmetric)
                    .clamp_min(new Scalar(0.0))
                    .sqrt()
                    .sum()
                    .item_double();
        }
    }

    private static Tensor root(Tensor covariance) {
        var eigen = torch.linalg_eigh(covariance);
        Tensor vectors = eigen.get1();
        return vectors.mul(eigen.get0().clamp_min(new Scalar(0.0)).sqrt()).mm(vectors.t());
    }
}
