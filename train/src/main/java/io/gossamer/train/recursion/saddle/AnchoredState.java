package io.gossamer.train.recursion.saddle;

import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

/** What every node and the server of MASHA hold: z, w and F(w), and the bytes that a node has sent. */
final class AnchoredState {
    private final OperatorDifference operator;
    private final MashaSettings settings;
    private double[] z;
    private double[] w;
    private double[] meanAtAnchor;
    private long k;
    private double bytes;

    AnchoredState(OperatorDifference operator, MashaSettings settings, double[] start) {
        this.operator = operator;
        this.settings = settings;
        this.z = start.clone();
        moveAnchor(z);
    }

    private void moveAnchor(double[] point) {
        w = point;
        meanAtAnchor = operator.problem().meanGradient(w);
        bytes += Float.BYTES * w.length;
    }

    /** tau z + (1 - tau) w. */
    double[] blend() {
        double tau = settings.anchor().tau();
        return plus(times(tau, z), times(1 - tau, w));
    }

    int[] participants() {
        return settings.participants().of(k);
    }

    /** d_m = F_m(half) - F_m(w). */
    double[] difference(int node, double[] half) {
        return operator.of(node, k, half, w);
    }

    /** Ends the iteration. */
    void accept(double[] next) {
        double share = (double) settings.participants().size()
                / settings.participants().nodes();
        bytes += share * settings.device().bytes(z.length);
        double[] previous = z;
        z = next;
        if (settings.anchor().refresh().test(k)) {
            moveAnchor(settings.anchor().previous() ? previous : z);
        }
        k++;
    }

    double[] z() {
        return z;
    }

    double[] w() {
        return w;
    }

    double[] meanAtAnchor() {
        return meanAtAnchor;
    }

    long k() {
        return k;
    }

    double bytes() {
        return bytes;
    }
}
