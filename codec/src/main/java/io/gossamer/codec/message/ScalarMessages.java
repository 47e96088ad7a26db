package io.gossamer.codec.message;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.scalar.ScalarCode;
import io.gossamer.codec.scalar.ScalarPacking;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Frames of a fixed number of scalars, see the package description. The codes alone count as compressed, everything
 * around them as control.
 */
public final class ScalarMessages implements AutoCloseable {
    private static final int MAXIMUM_BYTES = 0xFFFF;

    private final ScalarCode code;
    private final int count;
    private final ByteWriter out = new ByteWriter();

    /**
     * @param count scalars of each frame, not negative
     * @throws IllegalArgumentException if so many scalars do not fit a frame
     */
    public ScalarMessages(ScalarCode code, int count) {
        if (count < 0 || ScalarPacking.bytes(code, count) > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(count + " scalars of " + code.bits() + " bits in one frame");
        }
        this.code = code;
        this.count = count;
    }

    /**
     * A frame of the values' codes; valid until the next one is written.
     *
     * @param votes of the sender
     */
    public Message write(int sender, long step, Votes votes, double[] values) {
        if (values.length != count) {
            throw new IllegalArgumentException(values.length + " scalars instead of " + count);
        }
        Frame.begin(out, Frame.TYPE_SCALARS, sender, step, votes);
        int bytes = ScalarPacking.bytes(code, count);
        out.setShort(Frame.SCALAR_BYTES_OFFSET, bytes);
        ScalarPacking.write(code, values, out);
        Frame.end(out);
        return new Message(sender, step, votes, out.written(), List.of(), bytes, 0);
    }

    /**
     * Reads the frame that {@code sender} was to send in {@code step}.
     *
     * @param values receives the decoded scalars; undefined after an error
     * @return the sender's votes
     * @throws CorruptMessageException if it is not such a frame
     */
    public Votes read(MemorySegment frame, int sender, long step, double[] values) throws CorruptMessageException {
        FrameHead head = FrameHead.read(frame, Frame.TYPE_SCALARS, sender, step);
        int bytes = ScalarPacking.bytes(code, values.length);
        if (values.length != count || head.number() != bytes) {
            throw new CorruptMessageException(head.number() + " bytes of scalars instead of " + bytes);
        }
        ScalarPacking.read(code, head.body(), values);
        head.body().requireEnd();
        return head.votes();
    }

    @Override
    public void close() {
        out.close();
    }
}
