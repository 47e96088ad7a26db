package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;

/**
 * The first examples of a data set and no others, as where few are to be learnt many times.
 *
 * @param size how many
 */
public record FirstExamples(Dataset whole, int size) implements Dataset {
    /** @throws GossamerException if there are not so many */
    public FirstExamples {
        if (size > whole.size()) {
            throw new GossamerException(
                    "The data has %d examples, not %d".formatted(whole.size(), size), "Set --examples to fewer.");
        }
    }

    @Override
    public int label(int index) {
        return whole.label(index);
    }

    @Override
    public Batch batch(int[] indices) {
        return whole.batch(indices);
    }

    @Override
    public String checksum() {
        return whole.checksum();
    }
}
