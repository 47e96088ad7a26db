package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Label skew by degrees: each worker draws its class weights from a symmetric Dirichlet distribution, and the workers, all
 * with as many examples, take turns to take one example of a class by their weights, without replacement. Once a class is
 * used up, a worker's weights count among the classes that are left. Source: Hsu, Qi and Brown, "Measuring the effects of
 * non-identical data distribution for federated visual classification", 2019, section 3.
 *
 * @param alpha concentration: towards 0 each worker sees one class, towards infinity all see the same mixture
 */
public record DirichletSharding(double alpha) implements Sharding {
    private static final Pattern SYNTAX = Pattern.compile("dirichlet\\((.*)\\)");

    public DirichletSharding {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new GossamerException(
                    "A Dirichlet distribution has no concentration " + alpha,
                    "Give a positive number, such as dirichlet(0.1).");
        }
    }

    /** @return empty if the text does not speak of a Dirichlet distribution */
    static Optional<Sharding> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DirichletSharding(Double.parseDouble(matcher.group(1))));
        } catch (NumberFormatException e) {
            throw new GossamerException("'" + text + "' names no number", "Write for instance dirichlet(0.1).", e);
        }
    }

    @Override
    public int[][] deal(Dataset data, int workers, RandomStream stream) {
        Pools pools = new Pools(data, stream);
        double[][] logWeights = new double[workers][pools.classes()];
        for (double[] worker : logWeights) {
            Arrays.setAll(worker, label -> stream.nextLogGamma(alpha));
        }
        int[][] shares = Sharding.pieces(new int[data.size()], workers);
        for (int place = 0; place <= data.size() / workers; place++) {
            for (int worker = 0; worker < workers; worker++) {
                if (place < shares[worker].length) {
                    shares[worker][place] = pools.take(logWeights[worker], stream.nextDouble());
                }
            }
        }
        return shares;
    }

    @Override
    public String toString() {
        return "dirichlet(" + alpha + ")";
    }

    /** The examples of each class that nobody has taken yet, in random order. */
    private static final class Pools {
        private final int[][] examples;
        private final int[] left;

        Pools(Dataset data, RandomStream stream) {
            int[] order = stream.permutation(data.size());
            int[] labels =
                    IntStream.of(order).map(data::label).sorted().distinct().toArray();
            examples = new int[labels.length][];
            for (int i = 0; i < labels.length; i++) {
                int label = labels[i];
                examples[i] = IntStream.of(order)
                        .filter(example -> data.label(example) == label)
                        .toArray();
            }
            left = IntStream.range(0, labels.length)
                    .map(label -> examples[label].length)
                    .toArray();
        }

        int classes() {
            return left.length;
        }

        /** An example of the class at which the weights of the classes that are left, summed up, pass {@code uniform}. */
        int take(double[] logWeights, double uniform) {
            double top = IntStream.range(0, left.length)
                    .filter(label -> left[label] > 0)
                    .mapToDouble(label -> logWeights[label])
                    .max()
                    .orElseThrow();
            double[] sums = new double[left.length];
            double sum = 0;
            for (int label = 0; label < left.length; label++) {
                sum += left[label] > 0 ? Math.exp(logWeights[label] - top) : 0;
                sums[label] = sum;
            }
            int chosen = 0;
            while (sums[chosen] <= uniform * sum) {
                chosen++;
            }
            left[chosen]--;
            return examples[chosen][left[chosen]];
        }
    }
}
