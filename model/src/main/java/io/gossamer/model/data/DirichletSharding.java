package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
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
 * <p>Where workers resample, nothing is used up: in each epoch a worker draws as many examples as its share would hold, with
 * replacement, each of a class by its weights and any of the class alike. Source: the official code of "A single (global)
 * merging suffices in decentralized learning", arXiv 2507.06542.
 *
 * @param alpha concentration: towards 0 each worker sees one class, towards infinity all see the same mixture
 * @param resample whether each worker draws anew from its mixture in each epoch
 */
public record DirichletSharding(double alpha, boolean resample) implements Sharding {
    private static final Pattern SYNTAX = Pattern.compile("dirichlet\\(([^,]*)(,\\s*resample)?\\)");

    public DirichletSharding {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new GossamerException(
                    "A Dirichlet distribution has no concentration " + alpha,
                    "Give a positive number, such as dirichlet(0.1).");
        }
    }

    /** Every example goes to one worker. */
    public DirichletSharding(double alpha) {
        this(alpha, false);
    }

    /** @return empty if the text does not speak of a Dirichlet distribution */
    static Optional<Sharding> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DirichletSharding(Double.parseDouble(matcher.group(1)), matcher.group(2) != null));
        } catch (NumberFormatException e) {
            throw new GossamerException("'" + text + "' names no number", "Write for instance dirichlet(0.1).", e);
        }
    }

    @Override
    public int[][] deal(Dataset data, int workers, RandomStream stream) {
        Pools pools = new Pools(data, stream);
        double[][] logWeights = logWeights(workers, pools.classes(), stream);
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

    private double[][] logWeights(int workers, int classes, RandomStream stream) {
        double[][] logWeights = new double[workers][classes];
        for (double[] worker : logWeights) {
            Arrays.setAll(worker, label -> stream.nextLogGamma(alpha));
        }
        return logWeights;
    }

    @Override
    public List<BatchOrder> orders(Dataset data, int workers, long seed, int batchSize) {
        if (!resample) {
            return Sharding.super.orders(data, workers, seed, batchSize);
        }
        Sharding.requireEnough(data, workers);
        RandomStream stream = Sharding.stream(seed);
        Pools pools = new Pools(data, stream);
        double[][] logWeights = logWeights(workers, pools.classes(), stream);
        int[][] shares = Sharding.pieces(new int[data.size()], workers);
        return IntStream.range(0, workers)
                .mapToObj(worker -> new BatchOrder(
                        shares[worker].length,
                        epoch -> pools.draw(
                                logWeights[worker],
                                shares[worker].length,
                                RandomStream.of(seed, Purpose.SHARDING, worker, epoch, 0)),
                        batchSize))
                .toList();
    }

    /** The share of each class in a worker's mixture, classes in ascending order. */
    double[][] mixtures(Dataset data, int workers, long seed) {
        RandomStream stream = Sharding.stream(seed);
        Pools pools = new Pools(data, stream);
        return Arrays.stream(logWeights(workers, pools.classes(), stream))
                .map(logs -> {
                    double top = Arrays.stream(logs).max().orElseThrow();
                    double sum =
                            Arrays.stream(logs).map(log -> Math.exp(log - top)).sum();
                    return Arrays.stream(logs)
                            .map(log -> Math.exp(log - top) / sum)
                            .toArray();
                })
                .toArray(double[][]::new);
    }

    @Override
    public String toString() {
        return "dirichlet(" + alpha + (resample ? ",resample" : "") + ")";
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

        /** Takes an example away. */
        int take(double[] logWeights, double uniform) {
            int chosen = choose(logWeights, uniform);
            left[chosen]--;
            return examples[chosen][left[chosen]];
        }

        /** Draws so many examples and leaves all where they are. */
        int[] draw(double[] logWeights, int count, RandomStream stream) {
            int[] drawn = new int[count];
            for (int i = 0; i < count; i++) {
                int[] alike = examples[choose(logWeights, stream.nextDouble())];
                drawn[i] = alike[stream.nextInt(alike.length)];
            }
            return drawn;
        }

        /** The class at which the weights of the classes that are left, summed up, pass {@code uniform}. */
        private int choose(double[] logWeights, double uniform) {
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
            return chosen;
        }
    }
}
