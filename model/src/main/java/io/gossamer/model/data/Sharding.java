package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the examples of a data set are shared out among workers. Every example goes to exactly one worker, shares differ
 * in size by at most one (IID) or one piece (by label), and the split is a function of the seed alone, so that each
 * worker finds its own share without being told.
 */
public enum Sharding {
    /** Each worker gets a uniform sample without replacement. */
    IID("iid") {
        @Override
        int[][] splitExamples(Dataset data, int workers, long seed) {
            return pieces(stream(seed).permutation(data.size()), workers);
        }
    },

    /**
     * The pathological split of McMahan et al. 2017 (Communication-Efficient Learning of Deep Networks from
     * Decentralized Data, section 3): examples sorted by label are cut into two pieces per worker, and the pieces are
     * dealt at random, so that most workers see only two or three labels. Examples without labels keep their order:
     * a worker then gets two contiguous stretches.
     */
    BY_LABEL("label") {
        @Override
        int[][] splitExamples(Dataset data, int workers, long seed) {
            int[] sorted = IntStream.range(0, data.size())
                    .boxed()
                    .sorted(Comparator.comparingInt(data::label))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[][] pieces = pieces(sorted, workers * PIECES_PER_WORKER);
            int[] dealt = stream(seed).permutation(pieces.length);
            int[][] shares = new int[workers][];
            for (int worker = 0; worker < workers; worker++) {
                int first = worker * PIECES_PER_WORKER;
                shares[worker] = IntStream.range(first, first + PIECES_PER_WORKER)
                        .flatMap(piece -> Arrays.stream(pieces[dealt[piece]]))
                        .toArray();
            }
            return shares;
        }
    };

    private static final int PIECES_PER_WORKER = 2;

    private final String label;

    Sharding(String label) {
        this.label = label;
    }

    /**
     * @param label {@code iid} or {@code label}, as on the command line
     * @throws GossamerException if there is no such sharding
     */
    public static Sharding named(String label) {
        return Arrays.stream(values())
                .filter(sharding -> sharding.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new GossamerException(
                        "There is no sharding named '%s'".formatted(label),
                        "Use one of: "
                                + Arrays.stream(values())
                                        .map(sharding -> sharding.label)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /**
     * Splits the indices of a data set.
     *
     * @return one array of example indices per worker, none empty
     * @throws GossamerException if there are not enough examples for so many workers
     */
    public int[][] split(Dataset data, int workers, long seed) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers");
        }
        if ((long) workers * PIECES_PER_WORKER > data.size()) {
            throw new GossamerException(
                    "%d examples are too few for %d workers".formatted(data.size(), workers),
                    "Use at most %d workers or more data.".formatted(data.size() / PIECES_PER_WORKER));
        }
        return splitExamples(data, workers, seed);
    }

    abstract int[][] splitExamples(Dataset data, int workers, long seed);

    private static RandomStream stream(long seed) {
        return RandomStream.of(seed, Purpose.SHARDING, -1, 0, 0);
    }

    /** Cuts an array into {@code count} contiguous pieces whose sizes differ by at most one. */
    private static int[][] pieces(int[] indices, int count) {
        int[][] pieces = new int[count][];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) indices.length * i / count);
            int to = (int) ((long) indices.length * (i + 1) / count);
            pieces[i] = Arrays.copyOfRange(indices, from, to);
        }
        return pieces;
    }
}
