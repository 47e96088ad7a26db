package io.gossamer.model.data;

import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The pathological split of McMahan et al. 2017 (Communication-Efficient Learning of Deep Networks from Decentralized
 * Data, section 3): examples sorted by label are cut into two pieces per worker, and the pieces are dealt at random, so
 * that most workers see only two or three labels. Examples without labels keep their order: a worker then gets two
 * contiguous stretches.
 */
record LabelSharding() implements Sharding {
    private static final int PIECES_PER_WORKER = 2;

    @Override
    public int[][] deal(Dataset data, int workers, RandomStream stream) {
        int[] sorted = IntStream.range(0, data.size())
                .boxed()
                .sorted(Comparator.comparingInt(data::label))
                .mapToInt(Integer::intValue)
                .toArray();
        int[][] pieces = Sharding.pieces(sorted, workers * PIECES_PER_WORKER);
        int[] dealt = stream.permutation(pieces.length);
        int[][] shares = new int[workers][];
        for (int worker = 0; worker < workers; worker++) {
            int first = worker * PIECES_PER_WORKER;
            shares[worker] = IntStream.range(first, first + PIECES_PER_WORKER)
                    .flatMap(piece -> Arrays.stream(pieces[dealt[piece]]))
                    .toArray();
        }
        return shares;
    }

    @Override
    public String toString() {
        return "label";
    }
}
