package io.gossamer.codec.entropy;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;

/**
 * Bytes by interleaved rANS (range variant of asymmetric numeral systems), a table of frequencies for the whole array or
 * one that follows what has been coded. Source: Duda, "Asymmetric numeral systems: entropy coding combining speed of
 * Huffman coding with compression rate of arithmetic coding", arXiv 1311.2540; interleaving: Giesen, "Interleaved entropy
 * coders", arXiv 1402.3392.
 *
 * <p>Format, for an array of known length:
 *
 * <ul>
 *   <li>the kind (1 byte): 0 as it is, 1 one table, 2 following tables
 *   <li>kind 0: the bytes
 *   <li>kind 1: the {@link FrequencyTable}; if it gives one byte the whole total, nothing follows
 *   <li>kinds 1 and 2: the final state of each of the {@link Lanes} (int32), the number of words (varint), the words
 *       (16 bits), which the decoder takes from the last on: group by group, lane by lane
 * </ul>
 *
 * <p>A state x lies in [2^15, 2^31). The decoder finds the byte s whose share holds the low 12 bits of x, sets
 * x = frequency(s) * (x >> 12) + (x mod 2^12) - start(s), and takes in a word, x = x * 2^16 + word, if x is below 2^15.
 * In the end every state must be 2^15 and no word be left, so that hardly any damage stays unseen.
 *
 * <p>Following tables: the table of a block of {@link #BLOCK} bytes is made from one more than the counts so far, which
 * are halved, rounded up, after each block.
 */
public final class Rans {
    /** Bytes coded by one of the following tables. */
    static final int BLOCK = 4096;

    static final int LOWEST_STATE = 1 << 15;
    static final int WORD_BITS = 16;

    private static final int STORED = 0;
    private static final int ONE_TABLE = 1;
    private static final int FOLLOWING_TABLES = 2;

    private Rans() {}

    /** How the frequencies are found. */
    public enum Tables {
        /** Counted beforehand and sent. */
        STATIC,
        /** From what was coded so far; nothing is sent, and every byte keeps a 4096th of the room at least. */
        ADAPTIVE
    }

    /** Upper bound of what {@link #encode} writes for so many bytes. */
    public static long maxEncodedBytes(long bytes) {
        return 1 + bytes;
    }

    /** Appends the coded bytes; never more than one byte more than they are. */
    public static void encode(MemorySegment bytes, Tables tables, ByteWriter out) {
        long start = out.position();
        long end = start + maxEncodedBytes(bytes.byteSize());
        boolean coded = bytes.byteSize() > 0
                && switch (tables) {
                    case STATIC -> encodeByOneTable(bytes, out, end);
                    case ADAPTIVE -> encodeByFollowingTables(bytes, out, end);
                };
        if (!coded) {
            out.truncate(start);
            out.putByte(STORED);
            out.putBytes(bytes);
        }
    }

    private static boolean encodeByOneTable(MemorySegment bytes, ByteWriter out, long end) {
        out.putByte(ONE_TABLE);
        FrequencyTable table = FrequencyTable.of(ByteCounts.of(bytes));
        table.write(out);
        if (table.certain().isPresent()) {
            return out.position() <= end;
        }
        return new RansEncoder(bytes).encode(table, out, end - out.position());
    }

    private static boolean encodeByFollowingTables(MemorySegment bytes, ByteWriter out, long end) {
        out.putByte(FOLLOWING_TABLES);
        return new RansEncoder(bytes).encodeFollowing(out, end - out.position());
    }

    /**
     * Fills {@code bytes} with what was coded.
     *
     * @throws CorruptMessageException if that cannot have come from {@link #encode}; {@code bytes} is then undefined
     */
    public static void decode(ByteReader in, MemorySegment bytes) throws CorruptMessageException {
        switch (in.readByte()) {
            case STORED -> bytes.copyFrom(in.readBytes(bytes.byteSize()));
            case ONE_TABLE -> decodeByOneTable(in, bytes);
            case FOLLOWING_TABLES -> decodeByFollowingTables(in, bytes);
            default -> throw new CorruptMessageException("an unknown kind of entropy coding");
        }
    }

    private static void decodeByOneTable(ByteReader in, MemorySegment bytes) throws CorruptMessageException {
        FrequencyTable table = FrequencyTable.read(in);
        if (table.certain().isPresent()) {
            bytes.fill((byte) table.certain().getAsInt());
            return;
        }
        RansDecoder decoder = new RansDecoder(in, bytes.byteSize());
        decoder.decode(new DecodingTable(table), bytes, 0, bytes.byteSize());
        decoder.finish();
    }

    private static void decodeByFollowingTables(ByteReader in, MemorySegment bytes) throws CorruptMessageException {
        RansDecoder decoder = new RansDecoder(in, bytes.byteSize());
        FollowingCounts counts = new FollowingCounts();
        for (long from = 0; from < bytes.byteSize(); from += BLOCK) {
            long to = Math.min(from + BLOCK, bytes.byteSize());
            decoder.decode(new DecodingTable(counts.table()), bytes, from, to);
            counts.add(bytes.asSlice(from, to - from));
        }
        decoder.finish();
    }
}
