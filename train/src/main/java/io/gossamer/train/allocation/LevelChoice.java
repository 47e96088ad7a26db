package io.gossamer.train.allocation;

/** Chooses a level for each layer, knowing what each would send and what it would lose. */
@FunctionalInterface
public interface LevelChoice {
    /**
     * @param sizes what a layer's levels send, [layer][level], in any unit
     * @param errors what they lose, not negative, [layer][level]
     * @param reference the level that each layer would have otherwise
     * @return the level of each layer
     */
    int[] choose(double[][] sizes, double[][] errors, int[] reference);

    /** The reference itself. */
    static LevelChoice reference() {
        return (sizes, errors, reference) -> reference.clone();
    }

    /** The sum over layers of a table at the given levels. */
    static double total(double[][] table, int[] levels) {
        double sum = 0;
        for (int layer = 0; layer < levels.length; layer++) {
            sum += table[layer][levels[layer]];
        }
        return sum;
    }
}
