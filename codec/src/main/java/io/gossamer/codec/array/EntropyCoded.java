package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.entropy.Rans;
import io.gossamer.core.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A codec whose bytes go through {@link Rans}, for instance {@code u4+rans}. What theory says of the codec holds of this
 * one, so its kind stays.
 *
 * <p>Format: the number of the codec's bytes (varint), then those bytes by {@link Rans}.
 */
public sealed interface EntropyCoded extends Codec {
    /** The codec's own number plus this. */
    int FORMAT = 64;

    /** The codec whose bytes are coded. */
    Codec inner();

    Rans.Tables tables();

    /** Wraps a codec that is not entropy-coded yet, keeping its kind. */
    static Codec of(Codec inner, Rans.Tables tables) {
        return switch (inner) {
            case EntropyCoded twice -> throw new IllegalArgumentException(twice.spec() + " is entropy-coded already");
            case LosslessCodec lossless -> new Lossless(lossless, tables);
            case ContractiveCodec contractive -> new Contractive(contractive, tables);
            case UnbiasedCodec unbiased -> new Unbiased(unbiased, tables);
        };
    }

    @Override
    default String spec() {
        return inner().spec() + (tables() == Rans.Tables.STATIC ? "+rans" : "+rans(adaptive)");
    }

    @Override
    default Codec fitTo(MemorySegment values) {
        return of(inner().fitTo(values), tables());
    }

    @Override
    default int format() {
        return FORMAT + inner().format();
    }

    @Override
    default long maxEncodedBytes(long count) {
        long bytes = inner().maxEncodedBytes(count);
        return ByteWriter.varintBytes(bytes) + Rans.maxEncodedBytes(bytes);
    }

    @Override
    default void encode(MemorySegment values, RandomStream random, ByteWriter out) {
        try (ByteWriter coded = new ByteWriter(inner().maxEncodedBytes(values.byteSize() / Float.BYTES))) {
            inner().encode(values, random, coded);
            out.putVarint(coded.position());
            Rans.encode(coded.written(), tables(), out);
        }
    }

    @Override
    default void decode(ByteReader in, MemorySegment values) throws CorruptMessageException {
        expand(in, values, coded -> inner().decode(coded, values));
    }

    @Override
    default void decodeAdd(ByteReader in, float scale, MemorySegment sum) throws CorruptMessageException {
        expand(in, sum, coded -> inner().decodeAdd(coded, scale, sum));
    }

    private void expand(ByteReader in, MemorySegment values, Decoding decoding) throws CorruptMessageException {
        long bytes = in.readVarint(inner().maxEncodedBytes(values.byteSize() / Float.BYTES));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment expanded = arena.allocate(bytes, Long.BYTES);
            Rans.decode(in, expanded);
            ByteReader coded = new ByteReader(expanded);
            decoding.from(coded);
            coded.requireEnd();
        }
    }

    /** What is done with the codec's bytes. */
    interface Decoding {
        void from(ByteReader in) throws CorruptMessageException;
    }

    /** Around a codec that loses nothing. */
    record Lossless(LosslessCodec inner, Rans.Tables tables) implements EntropyCoded, LosslessCodec {}

    /** Around a contractive codec. */
    record Contractive(ContractiveCodec inner, Rans.Tables tables) implements EntropyCoded, ContractiveCodec {
        @Override
        public double delta(long count) {
            return inner.delta(count);
        }
    }

    /** Around an unbiased codec. */
    record Unbiased(UnbiasedCodec inner, Rans.Tables tables) implements EntropyCoded, UnbiasedCodec {
        @Override
        public double omega(long count) {
            return inner.omega(count);
        }
    }
}
