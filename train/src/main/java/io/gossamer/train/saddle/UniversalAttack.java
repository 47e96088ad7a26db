package io.gossamer.train.saddle;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Perturbed;
import io.gossamer.model.network.Score;
import io.gossamer.train.flat.TensorSection;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Looks for the one perturbation within a ball that makes a finished network fail most: normalised gradient ascent on the
 * loss of training batches with steps that shrink to nothing, projected, from random starts. It shares nothing with the
 * training that it judges. Source: Shafahi et al., "Universal adversarial training", AAAI 2020, section 4.
 *
 * @param radius L2 radius of the ball
 * @param steps of each ascent
 * @param restarts ascents from different starts
 * @param batch training examples a step
 */
public record UniversalAttack(double radius, int steps, int restarts, int batch) {
    private static final double FIRST_STEP = 0.2;
    private static final int JUDGED_AT_ONCE = 500;

    /**
     * The worst score on the test data under any of the perturbations found.
     *
     * @param network with a {@link Perturbed#TENSOR}, whose value is overwritten; nothing else of it changes
     */
    public Score worst(Network network, Dataset training, Dataset test, long seed) {
        int tensor = perturbationOf(network.parameters().layout());
        Score worst = null;
        for (int restart = 0; restart < restarts; restart++) {
            RandomStream random = RandomStream.of(seed, Purpose.PERTURBATION, -1, restart, 0);
            ascend(network, tensor, training, random);
            Score score = judge(network, test);
            worst = worst == null || score.correct() < worst.correct() ? score : worst;
        }
        return worst;
    }

    /** Where the perturbation stands. */
    private static int perturbationOf(FlatLayout layout) {
        return IntStream.range(0, layout.entries().size())
                .filter(i -> layout.entries().get(i).name().equals(Perturbed.TENSOR))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no perturbation to attack with"));
    }

    private void ascend(Network network, int tensor, Dataset training, RandomStream random) {
        FlatTensors parameters = network.parameters();
        random.fillNormal(parameters.memory(tensor), 0, 1);
        project(parameters.view(tensor), radius * random.nextDouble());
        for (int step = 0; step < steps; step++) {
            int[] indices = IntStream.range(0, batch)
                    .map(i -> random.nextInt(training.size()))
                    .toArray();
            try (PointerScope scope = new PointerScope()) {
                network.forwardBackward(training.batch(indices), 0, 0, step);
            }
            double length = FIRST_STEP * radius * (steps - step) / steps;
            move(parameters.view(tensor), network.gradients().view(tensor), length);
        }
    }

    private void move(Tensor perturbation, Tensor gradient, double length) {
        try (TensorSection section = TensorSection.enter()) {
            double norm = gradient.norm().item_double();
            if (norm > 0) {
                perturbation.add_(gradient, new Scalar(length / norm));
            }
        }
        project(perturbation, radius);
    }

    private static void project(Tensor perturbation, double radius) {
        try (TensorSection section = TensorSection.enter()) {
            double norm = perturbation.norm().item_double();
            if (norm > radius) {
                perturbation.mul_(new Scalar(radius / norm));
            }
        }
    }

    private static Score judge(Network network, Dataset test) {
        Score score = Score.ZERO;
        for (int start = 0; start < test.size(); start += JUDGED_AT_ONCE) {
            int[] indices = IntStream.range(start, Math.min(test.size(), start + JUDGED_AT_ONCE))
                    .toArray();
            try (PointerScope scope = new PointerScope()) {
                score = score.plus(network.evaluate(test.batch(indices)));
            }
        }
        return score;
    }
}
