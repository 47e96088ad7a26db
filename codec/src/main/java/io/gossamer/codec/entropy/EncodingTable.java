package io.gossamer.codec.entropy;

/** What an encoder looks up for a byte: its frequency, and where its share starts. */
final class EncodingTable {
    /** The frequency in the low 12 bits, then the start of the share, 12 bits. */
    private final int[] entries = new int[FrequencyTable.SYMBOLS];

    /** @param table in which no byte has the whole total */
    EncodingTable(FrequencyTable table) {
        int start = 0;
        for (int symbol = 0; symbol < FrequencyTable.SYMBOLS; symbol++) {
            entries[symbol] = start << FrequencyTable.BITS | table.frequency(symbol);
            start += table.frequency(symbol);
        }
    }

    int[] entries() {
        return entries;
    }
}
