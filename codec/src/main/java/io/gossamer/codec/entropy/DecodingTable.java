package io.gossamer.codec.entropy;

/** What a decoder looks up for the low bits of a state: the byte, its frequency, and the place within its share. */
final class DecodingTable {
    static final int FREQUENCY_SHIFT = 20;
    static final int PLACE_SHIFT = 8;

    /** The frequency in the highest 12 bits, then the place within the share, 12 bits, and the byte. */
    private final int[] entries = new int[FrequencyTable.TOTAL];

    /** @param table in which no byte has the whole total */
    DecodingTable(FrequencyTable table) {
        int slot = 0;
        for (int symbol = 0; slot < FrequencyTable.TOTAL; symbol++) {
            int frequency = table.frequency(symbol);
            for (int place = 0; place < frequency; place++) {
                entries[slot++] = frequency << FREQUENCY_SHIFT | place << PLACE_SHIFT | symbol;
            }
        }
    }

    int[] entries() {
        return entries;
    }
}
