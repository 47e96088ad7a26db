package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.minus;
import static io.gossamer.train.recursion.Vectors.plus;
import static io.gossamer.train.recursion.Vectors.times;

import io.gossamer.train.recursion.Problem;
import io.gossamer.train.schedule.NodeSample;

/**
 * What all federated methods share.
 *
 * @param problem one node for each client
 * @param sample which clients take part in a round
 * @param localSteps K
 * @param localRate eta_l
 * @param globalRate eta_g
 */
public record Federation(Problem problem, NodeSample sample, int localSteps, double localRate, double globalRate) {
    /** y after K local steps y = y - eta_l (g_i(y) + correction) from {@code x}. */
    double[] localModel(int client, double[] x, double[] correction) {
        double[] y = x;
        for (int k = 0; k < localSteps; k++) {
            y = minus(y, times(localRate, plus(problem.gradient(client, y), correction)));
        }
        return y;
    }

    /** (x - y) / (eta_l K): the mean of the local directions that led from {@code x} to {@code y}. */
    double[] direction(double[] x, double[] y) {
        return times(1 / (localRate * localSteps), minus(x, y));
    }

    /** The same, of K local steps with a correction. */
    double[] localDirection(int client, double[] x, double[] correction) {
        return direction(x, localModel(client, x, correction));
    }

    /** x - eta_g eta_l K direction. */
    double[] advance(double[] x, double[] direction) {
        return minus(x, times(globalRate * localRate * localSteps, direction));
    }

    /** Of one message of {@code bytes} from each client in the sample: the bytes per client, mean over all clients. */
    double perClient(int bytes) {
        return (double) bytes * sample.size() / sample.nodes();
    }
}
