package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the examples of a data set are shared out among workers. Every example goes to exactly one worker, shares differ
 * in size by at most one (IID, Dirichlet) or one piece (by label), and the split is a function of the seed alone, so that
 * each worker finds its own share without being told. Only where examples are drawn anew in each epoch has nobody a share
 * that is its own.
 */
public sealed interface Sharding permits IidSharding, LabelSharding, DirichletSharding {
    /** Each worker gets a uniform sample without replacement. */
    Sharding IID = new IidSharding();

    /** Most workers see only two or three labels. */
    Sharding BY_LABEL = new LabelSharding();

    /**
     * @param label {@code iid}, {@code label}, {@code dirichlet(ALPHA)} or {@code dirichlet(ALPHA,resample)}, as on the command
     *     line
     * @throws GossamerException if there is no such sharding
     */
    static Sharding named(String label) {
        return switch (label) {
            case "iid" -> IID;
            case "label" -> BY_LABEL;
            default ->
                DirichletSharding.parse(label)
                        .orElseThrow(() -> new GossamerException(
                                "There is no sharding named '%s'".formatted(label),
                                "Use one of: iid, label, dirichlet(0.1)."));
        };
    }

    /**
     * Splits the indices of a data set.
     *
     * @return one array of example indices per worker, none empty
     * @throws GossamerException if there are less than two examples for each worker
     */
    default int[][] split(Dataset data, int workers, long seed) {
        requireEnough(data, workers);
        return deal(data, workers, stream(seed));
    }

    /** From which a split is drawn. */
    static RandomStream stream(long seed) {
        return RandomStream.of(seed, Purpose.SHARDING, -1, 0, 0);
    }

    /** @throws GossamerException if there are less than two examples for each worker */
    static void requireEnough(Dataset data, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers");
        }
        if (2L * workers > data.size()) {
            throw new GossamerException(
                    "%d examples are too few for %d workers".formatted(data.size(), workers),
                    "Use at most %d workers or more data.".formatted(data.size() / 2));
        }
    }

    /**
     * In which order each worker takes examples.
     *
     * @param batchSize examples of a step
     * @return one order per worker, for use by one thread
     * @throws GossamerException if there are less than two examples for each worker
     */
    default List<BatchOrder> orders(Dataset data, int workers, long seed, int batchSize) {
        int[][] shares = split(data, workers, seed);
        return IntStream.range(0, workers)
                .mapToObj(worker -> new BatchOrder(seed, worker, shares[worker], batchSize))
                .toList();
    }

    /** Splits a data set that holds enough examples. */
    int[][] deal(Dataset data, int workers, RandomStream stream);

    /** Cuts an array into {@code count} contiguous pieces whose sizes differ by at most one. */
    static int[][] pieces(int[] indices, int count) {
        int[][] pieces = new int[count][];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) indices.length * i / count);
            int to = (int) ((long) indices.length * (i + 1) / count);
            pieces[i] = Arrays.copyOfRange(indices, from, to);
        }
        return pieces;
    }
}
