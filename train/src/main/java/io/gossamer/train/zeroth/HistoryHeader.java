package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.scalar.ScalarCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;

/**
 * What a history of scalars begins with.
 *
 * @param varianceScaling whether directions are scaled by the spread of the start's tensors
 * @param seed of the run
 * @param samples of a node in a round
 * @param startHash state hash of the weights it starts from
 */
record HistoryHeader(ScalarCode code, boolean varianceScaling, long seed, int samples, String startHash) {
    static final int BYTES = 56;
    private static final int MAGIC = 0x4C435347;
    private static final int VERSION = 2;
    private static final int SCALED = 1;
    private static final int HASH_BYTES = 32;
    private static final int MOST_SAMPLES = 1 << 22;
    /** In the order of their numbers, from 1. */
    private static final List<ScalarCode> CODES =
            List.of(ScalarCode.BYTE, ScalarCode.NINE_BIT, ScalarCode.FLOAT, ScalarCode.SIGN);

    void write(ByteWriter out) {
        out.clear();
        out.putInt(MAGIC);
        out.putByte(VERSION);
        out.putByte(CODES.indexOf(code) + 1);
        out.putByte(varianceScaling ? SCALED : 0);
        out.putByte(0);
        out.putLong(seed);
        out.putInt(samples);
        out.putBytes(MemorySegment.ofArray(HexFormat.of().parseHex(startHash)));
        Checksums.seal(out);
    }

    /** @throws CorruptMessageException if the file does not begin with a header */
    static HistoryHeader read(MemorySegment file) throws CorruptMessageException {
        require(file.byteSize() >= BYTES, "it is too short");
        ByteReader in = Checksums.checked(file.asSlice(0, BYTES), "the header");
        require(in.readInt() == MAGIC, "it does not begin as one");
        int version = in.readByte();
        require(version == VERSION, "version " + version + "; this build reads " + VERSION);
        int code = in.readByte();
        require(code >= 1 && code <= CODES.size(), "unknown scalar code " + code);
        int flags = in.readByte();
        require((flags & ~SCALED) == 0 && in.readByte() == 0, "unknown flags");
        long seed = in.readLong();
        int samples = in.readInt();
        require(samples > 0 && samples <= MOST_SAMPLES, samples + " samples");
        byte[] hash = in.readBytes(HASH_BYTES).toArray(ValueLayout.JAVA_BYTE);
        return new HistoryHeader(
                CODES.get(code - 1),
                flags == SCALED,
                seed,
                samples,
                HexFormat.of().formatHex(hash));
    }

    private static void require(boolean condition, String message) throws CorruptMessageException {
        if (!condition) {
            throw new CorruptMessageException(message);
        }
    }
}
