package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.Reduction;
import java.lang.foreign.MemorySegment;

/**
 * Arrays to combine element by element over all nodes.
 *
 * @param source as long on all nodes
 * @param target as long as the source: the same array, or one apart from it
 */
public record AllReduce(MemorySegment source, MemorySegment target, Reduction reduction, Encoding encoding) {
    /** As what elements travel. */
    public sealed interface Encoding {
        /**
         * As they are.
         *
         * @param kind what the bytes count as
         */
        record Dense(Kind kind) implements Encoding {}

        /**
         * In fewer bits; the bytes count as compressed.
         *
         * @param random of this node and this operation, for stochastic codecs
         */
        record Quantised(Quantiser quantiser, RandomStream random) implements Encoding {}
    }

    /** What frames and measured ranges add is less. */
    private static final long SLACK_BYTES = 64 << 10;

    public AllReduce {
        Collectives.requireArrays(source, target, reduction.type());
    }

    /** Combines arrays as they are. */
    public static AllReduce dense(MemorySegment source, MemorySegment target, Reduction reduction, Kind kind) {
        return new AllReduce(source, target, reduction, new Encoding.Dense(kind));
    }

    /** Combines arrays that travel in fewer bits. */
    public static AllReduce quantised(
            MemorySegment source, MemorySegment target, Reduction reduction, Quantiser quantiser, RandomStream random) {
        return new AllReduce(source, target, reduction, new Encoding.Quantised(quantiser, random));
    }

    Origin origin() {
        return Origin.of(source, target);
    }

    /** The same, made from what lasts. */
    AllReduce from(Origin origin) {
        return new AllReduce(origin.source(), target, reduction, encoding);
    }

    /** How many bytes another node may have sent for it at most before this one takes them. */
    long mostBytes() {
        long coded = switch (encoding) {
            case Encoding.Dense dense -> source.byteSize();
            case Encoding.Quantised quantised ->
                quantised.quantiser().maxEncodedBytes(reduction.type().elements(source));
        };
        return 3 * Math.max(source.byteSize(), coded) + SLACK_BYTES;
    }

    <E extends Exception> void perform(Collectives collectives, Collectives.Nodes<E> nodes, int number)
            throws E, InterruptedException {
        switch (encoding) {
            case Encoding.Dense dense -> collectives.allReduce(nodes, number, source, target, reduction, dense.kind());
            case Encoding.Quantised quantised ->
                collectives.allReduce(
                        nodes, number, source, target, reduction, quantised.quantiser(), quantised.random());
        }
    }
}
