package io.gossamer.train.zeroth;

import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Arrays;
import java.util.Optional;

/**
 * The slopes of the loss along random directions (SPSA). In step t node j measures {@code samples} of them, each on a
 * batch of its own, and says them; everybody then moves by {@code -rate / sqrt(n) p z} along each of the n directions z
 * of all nodes, p being the slope as it is decoded, by the one who said it, too.
 *
 * <p>Source: "Just One Byte (per gradient): a note on low-bandwidth decentralized language model finetuning using shared
 * randomness", arXiv 2306.10015, and its official code.
 *
 * @param code of a slope; empty to say the estimate of the gradient itself, through the strategy's exchange
 * @param samples directions that a node measures in a step
 * @param distance how far the weights are moved to measure, epsilon
 * @param distanceSpread standard deviation of the logarithm of that distance, 0 for a fixed one
 * @param varianceScaling whether each tensor of a direction is scaled by the spread of its weights at the start
 * @param restoreEvery steps after which the weights, worn by the rounding of moves to and fro, are made anew from a
 *     backup and the slopes since; 0 to copy them back after every sample, which leaves no wear and draws no direction twice
 */
public record ZerothOrder(
        Optional<ScalarCode> code,
        int samples,
        double distance,
        double distanceSpread,
        boolean varianceScaling,
        int restoreEvery)
        implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return code.isPresent()
                ? new ScalarLearner(this, code.get(), strategy, site)
                : new WholeEstimateLearner(this, strategy, site);
    }

    @Override
    public boolean elastic() {
        return code.isPresent();
    }

    Probe probe() {
        return new Probe(distance, distanceSpread);
    }

    /** What each tensor of a direction is multiplied by, in a run that starts from {@code start}. */
    static double[] scales(FlatTensors start, boolean varianceScaling) {
        if (varianceScaling) {
            return Directions.scales(start);
        }
        double[] ones = new double[start.layout().entries().size()];
        Arrays.fill(ones, 1);
        return ones;
    }
}
