package io.gossamer.generate.expert;

import io.gossamer.core.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;

/** Which experts are asked, and how much each counts. Rows of weights are changed in place and sum to one afterwards. */
public sealed interface Routing {
    /**
     * @param weights one row, by expert, not negative and not all 0
     * @param random for rules that draw
     */
    void choose(float[] weights, RandomStream random);

    /** Every expert, as much as the router says. */
    record Full() implements Routing {
        @Override
        public void choose(float[] weights, RandomStream random) {
            normalise(weights);
        }
    }

    /**
     * The likeliest ones; of equals those that come first.
     *
     * @param experts how many, at least 1
     */
    record Top(int experts) implements Routing {
        public Top {
            if (experts < 1) {
                throw new IllegalArgumentException("top-" + experts);
            }
        }

        @Override
        public void choose(float[] weights, RandomStream random) {
            List<Integer> order = IntStream.range(0, weights.length)
                    .boxed()
                    .sorted((a, b) -> Float.compare(weights[b], weights[a]))
                    .toList();
            order.stream().skip(experts).forEach(k -> weights[k] = 0);
            normalise(weights);
        }
    }

    /** One, drawn by its weight: without bias, and noisy. */
    record Sampled() implements Routing {
        @Override
        public void choose(float[] weights, RandomStream random) {
            normalise(weights);
            double left = random.nextDouble();
            int chosen = largest(weights);
            for (int k = 0; k < weights.length; k++) {
                left -= weights[k];
                if (left < 0) {
                    chosen = k;
                    break;
                }
            }
            only(weights, chosen);
        }
    }

    /**
     * All but the unlikely ones, and the likeliest in any case.
     *
     * @param least the smallest weight that counts, of 1 for all
     */
    record Threshold(float least) implements Routing {
        @Override
        public void choose(float[] weights, RandomStream random) {
            normalise(weights);
            int likeliest = largest(weights);
            for (int k = 0; k < weights.length; k++) {
                if (weights[k] < least && k != likeliest) {
                    weights[k] = 0;
                }
            }
            normalise(weights);
        }
    }

    /** The expert that weighs most; of equals the first. */
    static int largest(float[] weights) {
        int largest = 0;
        for (int k = 1; k < weights.length; k++) {
            if (weights[k] > weights[largest]) {
                largest = k;
            }
        }
        return largest;
    }

    private static void only(float[] weights, int chosen) {
        for (int k = 0; k < weights.length; k++) {
            weights[k] = k == chosen ? 1 : 0;
        }
    }

    private static void normalise(float[] weights) {
        float sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("no expert has a weight");
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
    }
}
