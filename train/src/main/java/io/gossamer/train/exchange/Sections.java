package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ExpectedSection;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageReader;
import io.gossamer.codec.message.Section;
import io.gossamer.net.collective.PeerFailureException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What all nodes say of their tensors in one exchange, a section to a tensor: how it is coded, and how frames are read and
 * judged by it.
 *
 * @param codecs of each tensor; empty for one that travels dense
 * @param elements of each tensor
 */
record Sections(List<Optional<Codec>> codecs, long[] elements) {
    private static final Codec DENSE = new Float32Codec();

    int size() {
        return codecs.size();
    }

    boolean dense(int tensor) {
        return codecs.get(tensor).isEmpty();
    }

    Codec codec(int tensor) {
        return codecs.get(tensor).orElse(DENSE);
    }

    Kind kind(int tensor) {
        return dense(tensor) ? Kind.DENSE : Kind.COMPRESSED;
    }

    /**
     * Reads the frame of one node.
     *
     * @throws PeerFailureException if it is not such a frame
     */
    Message read(MemorySegment frame, int rank, long step) {
        List<ExpectedSection> expected = IntStream.range(0, size())
                .mapToObj(tensor -> new ExpectedSection(tensor, kind(tensor), elements[tensor], codec(tensor)))
                .toList();
        return trust(rank, () -> new MessageReader(expected).read(frame, rank, step));
    }

    /** Adds what a node said of a tensor. */
    void add(Message message, int tensor, MemorySegment sum) {
        Section section = message.sections().get(tensor);
        trust(message.sender(), () -> {
            section.decodeAdd(1, sum);
            return section;
        });
    }

    /** Overwrites {@code values} with what a node said of a tensor. */
    void decode(Message message, int tensor, MemorySegment values) {
        Section section = message.sections().get(tensor);
        trust(message.sender(), () -> {
            section.decode(values);
            return section;
        });
    }

    /** How many bytes a node took for a tensor, without the section's head. */
    static long codedBytes(Message message, int tensor) {
        return message.sections().get(tensor).coded().byteSize();
    }

    private interface Reading<T> {
        T read() throws CorruptMessageException;
    }

    private static <T> T trust(int rank, Reading<T> reading) {
        try {
            return reading.read();
        } catch (CorruptMessageException corrupt) {
            throw new PeerFailureException(
                    rank,
                    "Worker " + rank + " sent a message that is not valid: " + corrupt.getMessage(),
                    "Run the same version of Gossamer on all workers.",
                    corrupt);
        }
    }
}
