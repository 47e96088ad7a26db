package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.codec.scalar.ScalarPacking;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a history of scalars begins with.
 *
 * @param varianceScaling whether directions are scaled by the spread of the start's tensors
 * @param seed of the run
 * @param samples of a node in a round
 * @param startHash state hash of the weights it starts from
 */
record HistoryHeader(ScalarCode code, boolean varianceScaling, long seed, int nodes, int samples, String startHash) {
    static final int BYTES = 60;
    private static final int MAGIC = 0x4C435347;
    private static final int VERSION = 1;
    private static final int SCALED = 1;
    private static final int HASH_BYTES = 32;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int ROUND_HEAD_BYTES = Integer.BYTES + Double.BYTES;
    private static final int MOST_SCALARS = 1 << 22;
    /** In the order of their numbers, from 1. */
    private static final List<ScalarCode> CODES =
            List.of(ScalarCode.BYTE, ScalarCode.NINE_BIT, ScalarCode.FLOAT, ScalarCode.SIGN);

    /** Scalars of a round. */
    int scalars() {
        return nodes * samples;
    }

    int roundBytes() {
        return ROUND_HEAD_BYTES + ScalarPacking.bytes(code, scalars()) + CHECKSUM_BYTES;
    }

    void write(ByteWriter out) {
        out.clear();
        out.putInt(MAGIC);
        out.putByte(VERSION);
        out.putByte(CODES.indexOf(code) + 1);
        out.putByte(varianceScaling ? SCALED : 0);
        out.putByte(0);
        out.putLong(seed);
        out.putInt(nodes);
        out.putInt(samples);
        out.putBytes(MemorySegment.ofArray(HexFormat.of().parseHex(startHash)));
        out.putInt(checksum(out.written()));
    }

    void writeRound(Round round, ByteWriter out) {
        out.clear();
        out.putInt((int) round.step());
        out.putLong(Double.doubleToRawLongBits(round.rate()));
        ScalarPacking.write(code, round.slopes(), out);
        out.putInt(checksum(out.written()));
    }

    /** @throws CorruptMessageException if the file does not begin with a header */
    static HistoryHeader read(MemorySegment file) throws CorruptMessageException {
        require(file.byteSize() >= BYTES, "it is too short");
        ByteReader in = checked(file.asSlice(0, BYTES), "the header");
        require(in.readInt() == MAGIC, "it does not begin as one");
        int version = in.readByte();
        require(version == VERSION, "version " + version + "; this build reads " + VERSION);
        int code = in.readByte();
        require(code >= 1 && code <= CODES.size(), "unknown scalar code " + code);
        int flags = in.readByte();
        require((flags & ~SCALED) == 0 && in.readByte() == 0, "unknown flags");
        long seed = in.readLong();
        int nodes = in.readInt();
        int samples = in.readInt();
        require(
                nodes > 0 && samples > 0 && (long) nodes * samples <= MOST_SCALARS,
                nodes + " nodes of " + samples + " samples");
        byte[] hash = in.readBytes(HASH_BYTES).toArray(ValueLayout.JAVA_BYTE);
        return new HistoryHeader(
                CODES.get(code - 1),
                flags == SCALED,
                seed,
                nodes,
                samples,
                HexFormat.of().formatHex(hash));
    }

    /** What stands before the checksum at the end of {@code bytes}, which must be right. */
    static ByteReader checked(MemorySegment bytes, String what) throws CorruptMessageException {
        long body = bytes.byteSize() - CHECKSUM_BYTES;
        MemorySegment covered = bytes.asSlice(0, body);
        require(bytes.get(LittleEndian.INT, body) == checksum(covered), "the checksum of " + what + " does not match");
        return new ByteReader(covered);
    }

    private static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return (int) crc.getValue();
    }

    private static void require(boolean condition, String message) throws CorruptMessageException {
        if (!condition) {
            throw new CorruptMessageException(message);
        }
    }
}
