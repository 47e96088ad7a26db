package io.gossamer.generate.cluster;

import io.gossamer.generate.metric.Moments;
import io.gossamer.train.flat.TensorSection;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The coordinates of examples along the directions in which they differ most. */
public final class PrincipalComponents {
    private PrincipalComponents() {}

    /**
     * Codes of the examples, largest variance first; a direction's sign is arbitrary.
     *
     * @param rows [example][element]
     * @param count number of components; at most that of elements
     */
    public static double[][] codes(double[][] rows, int count) {
        Moments moments = Moments.of(rows);
        int dimension = moments.mean().length;
        if (count > dimension) {
            throw new IllegalArgumentException(count + " components of " + dimension + " elements");
        }
        double[] basis = directions(moments);
        double[][] codes = new double[rows.length][count];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < dimension; d++) {
                double centred = rows[i][d] - moments.mean()[d];
                for (int c = 0; c < count; c++) {
                    // Eigenvalues ascend.
                    codes[i][c] += centred * basis[d * dimension + dimension - 1 - c];
                }
            }
        }
        return codes;
    }

    private static double[] directions(Moments moments) {
        int dimension = moments.mean().length;
        try (var section = TensorSection.enter()) {
            Tensor covariance = Tensor.create(moments.covariance(), dimension, dimension);
            Tensor vectors = torch.linalg_eigh(covariance).get1().contiguous();
            double[] basis = new double[dimension * dimension];
            vectors.data_ptr_double().get(basis);
            return basis;
        }
    }
}
