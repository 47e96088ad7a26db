package io.gossamer.codec.entropy;

/** What a decoder looks up for the low bits of a state: the byte, its frequency, and the place within its share. */
final class DecodingTable {
    private static final int FREQUENCY_BITS = 12;
    private static final int SYMBOL_SHIFT = 2 * FREQUENCY_BITS;

    /** Symbol in the highest byte, then frequency - 1, then the place within the share, 12 bits each. */
    private final int[] entries = new int[FrequencyTable.TOTAL];

    DecodingTable(FrequencyTable table) {
        int slot = 0;
        for (int symbol = 0; slot < FrequencyTable.TOTAL; symbol++) {
            int frequency = table.frequency(symbol);
            int entry = symbol << SYMBOL_SHIFT | (frequency - 1) << FREQUENCY_BITS;
            for (int place = 0; place < frequency; place++) {
                entries[slot++] = entry | place;
            }
        }
    }

    int[] entries() {
        return entries;
    }

    int symbol(int slot) {
        return entries[slot] >>> SYMBOL_SHIFT;
    }
}
