package io.gossamer.train.allocation;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import java.util.Arrays;

/** The levels that layers would have without a choice: the point from which the budget is taken. */
public interface References extends Stateful {
    /**
     * The reference of each layer for the coming period.
     *
     * @param norms of what was said of each layer in the last steps of the period that ends
     */
    int[] next(double[] norms);

    /** The same level for all, always. */
    static References uniform(LevelFamily family) {
        return new References() {
            @Override
            public int[] next(double[] norms) {
                int[] levels = new int[norms.length];
                Arrays.fill(levels, family.uniform());
                return levels;
            }

            @Override
            public void visitState(StateVisitor visitor) {}
        };
    }
}
