package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.Window;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Recursion;
import java.util.Arrays;

/**
 * x = x + eta_g sum_i omega_i (y_i - x_i) over the contributors of a window, y_i after K local steps y = y - eta_l g_i(y)
 * from the model x_i that client i received (Fraboni and others, JMLR 2023, arXiv 2206.10189, equation 3).
 */
public final class AsynchronousAveraging implements Recursion {
    private final Problem problem;
    private final int localSteps;
    private final double localRate;
    private final double globalRate;
    private final Arrivals arrivals;
    private final double[][] received;
    private final double[] weightSums;
    private double[] x;
    private long contributions;

    /** @param plan for the nodes of {@code problem} */
    public AsynchronousAveraging(
            Problem problem, ArrivalPlan plan, int localSteps, double localRate, double globalRate, double[] start) {
        this.problem = problem;
        this.localSteps = localSteps;
        this.localRate = localRate;
        this.globalRate = globalRate;
        this.arrivals = new Arrivals(plan);
        this.x = start.clone();
        this.received = new double[problem.nodes()][];
        this.weightSums = new double[problem.nodes()];
        Arrays.fill(received, x);
    }

    @Override
    public void step() {
        Window window = arrivals.next();
        double[] next = x;
        for (int place = 0; place < window.clients().length; place++) {
            int client = window.clients()[place];
            double weight = window.weights()[place];
            next = plus(next, times(globalRate * weight, localChange(client)));
            weightSums[client] += weight;
            contributions++;
        }
        x = next;
        for (int client : window.starting()) {
            received[client] = x;
        }
    }

    private double[] localChange(int client) {
        double[] y = received[client];
        for (int k = 0; k < localSteps; k++) {
            y = minus(y, times(localRate, problem.gradient(client, y)));
        }
        return minus(y, received[client]);
    }

    /** q_i up to a common factor: the sum of each client's weights so far. */
    public double[] weightSums() {
        return weightSums.clone();
    }

    @Override
    public double[] iterate() {
        return x;
    }

    @Override
    public double uplinkBytes() {
        return (double) Float.BYTES * x.length * contributions / problem.nodes();
    }
}
