package io.gossamer.train.zeroth;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.scalar.ScalarPacking;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.flat.FlatTensors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * All scalars of a run so far, as a file that the package description lays out. Whoever has the weights that the run
 * started from makes those of any later round from it, bit for bit: a node that comes late needs some bytes a round
 * instead of a model.
 */
public final class ScalarHistory {
    /** The file's name in the folder of a method's run. */
    public static final String FILE = "scalars.log";

    private final HistoryHeader header;
    private final MemorySegment bytes;
    /** Where each round begins, and where the last one ends. */
    private final long[] bounds;

    private ScalarHistory(HistoryHeader header, MemorySegment bytes) {
        this.header = header;
        this.bytes = bytes;
        this.bounds = bounds(header, bytes);
    }

    /** A round that is broken, so that its end is unknown, is the last one: it fails when it is asked for. */
    private static long[] bounds(HistoryHeader header, MemorySegment bytes) {
        LongStream.Builder bounds = LongStream.builder();
        long at = HistoryHeader.BYTES;
        bounds.add(at);
        for (long number = 0; bytes.byteSize() - at >= RoundHead.BYTES; number++) {
            long end = end(header, bytes, at, number);
            if (end > bytes.byteSize()) {
                break;
            }
            bounds.add(end);
            at = end;
        }
        return bounds.build().toArray();
    }

    private static long end(HistoryHeader header, MemorySegment bytes, long at, long number) {
        try {
            return at + RoundHead.read(header, bytes.asSlice(at), number).roundBytes(header);
        } catch (CorruptMessageException broken) {
            return bytes.byteSize();
        }
    }

    /**
     * Reads a history. A torn last round, such as a power cut leaves behind, is left out.
     *
     * @throws GossamerException if the file cannot be read or is no history
     */
    public static ScalarHistory read(Path file) {
        try {
            return of(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new GossamerException(
                    "Cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")",
                    "Check the path and its rights.",
                    unreadable);
        } catch (CorruptMessageException corrupt) {
            throw new GossamerException(
                    file + " is no history of scalars: " + corrupt.getMessage(), "Fetch it again.", corrupt);
        }
    }

    static ScalarHistory of(byte[] file) throws CorruptMessageException {
        MemorySegment bytes = MemorySegment.ofArray(file);
        return new ScalarHistory(HistoryHeader.read(bytes), bytes);
    }

    /** How many whole rounds it holds. */
    public long rounds() {
        return bounds.length - 1;
    }

    HistoryHeader header() {
        return header;
    }

    /** The bytes of the header and the first {@code count} rounds. */
    long bytes(long count) {
        return bounds[Math.toIntExact(count)];
    }

    /**
     * One round.
     *
     * @throws CorruptMessageException if its bytes were changed
     * @throws IndexOutOfBoundsException if there is no such round
     */
    public Round round(long number) throws CorruptMessageException {
        if (number < 0 || number >= rounds()) {
            throw new IndexOutOfBoundsException("round " + number + " of " + rounds());
        }
        MemorySegment record = bytes.asSlice(bytes(number), bytes(number + 1) - bytes(number));
        RoundHead head = RoundHead.read(header, record, number);
        ByteReader in = Checksums.checked(record, "round " + number);
        in.readBytes(RoundHead.BYTES);
        double[] slopes = new double[head.scalars(header)];
        ScalarPacking.read(header.code(), in, slopes);
        return new Round(head.step(), head.rate(), header.samples(), slopes);
    }

    /**
     * Turns the weights that the run started from into those after all rounds.
     *
     * @param start overwritten
     * @throws GossamerException if they are other weights, or a round is broken; they are then undefined
     */
    public void replay(FlatTensors start) {
        replay(start, rounds());
    }

    /** As {@link #replay(FlatTensors)}, up to the weights after {@code count} rounds. */
    public void replay(FlatTensors start, long count) {
        if (!StateHash.of(start).equals(header.startHash())) {
            throw new GossamerException(
                    "The history of scalars starts from other weights",
                    "Start from the model, task and seed of the run that wrote it.");
        }
        double[] scales = ZerothOrder.scales(start, header.varianceScaling());
        try (Directions directions = new Directions(header.seed(), scales)) {
            for (long number = 0; number < count; number++) {
                directions.apply(start, round(number));
            }
        } catch (CorruptMessageException corrupt) {
            throw new GossamerException(
                    "The history of scalars is broken: " + corrupt.getMessage(), "Fetch it again.", corrupt);
        }
    }
}
