package io.gossamer.net.raft;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.raft.Message.AppendEntries;
import io.gossamer.net.raft.Message.Appended;
import io.gossamer.net.raft.Message.InstallSnapshot;
import io.gossamer.net.raft.Message.RequestVote;
import io.gossamer.net.raft.Message.Vote;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Messages as bytes, and back. The package's description gives the bytes. */
public final class MessageCodec {
    /** No message is longer. */
    public static final int LARGEST = 32 << 20;

    private static final byte REQUEST_VOTE = 1;
    private static final byte VOTE = 2;
    private static final byte APPEND_ENTRIES = 3;
    private static final byte APPENDED = 4;
    private static final byte INSTALL_SNAPSHOT = 5;
    /** Kind and term. */
    private static final int HEAD = 1 + Long.BYTES;

    private static final int ENTRY_HEAD = Long.BYTES + Integer.BYTES;

    private MessageCodec() {}

    /** The payload, on the heap. */
    public static MemorySegment encode(Message message) {
        ByteBuffer out = switch (message) {
            case RequestVote request ->
                begin(REQUEST_VOTE, request, 1 + 2 * Long.BYTES)
                        .put(flag(request.trial()))
                        .putLong(request.lastIndex())
                        .putLong(request.lastTerm());
            case Vote vote -> begin(VOTE, vote, 2).put(flag(vote.trial())).put(flag(vote.granted()));
            case AppendEntries append -> encode(append);
            case Appended answer ->
                begin(APPENDED, answer, 1 + Long.BYTES)
                        .put(flag(answer.matches()))
                        .putLong(answer.index());
            case InstallSnapshot install ->
                begin(
                                INSTALL_SNAPSHOT,
                                install,
                                2 * Long.BYTES + install.snapshot().state().length)
                        .putLong(install.snapshot().index())
                        .putLong(install.snapshot().term())
                        .put(install.snapshot().state());
        };
        return MemorySegment.ofBuffer(out.flip());
    }

    private static ByteBuffer encode(AppendEntries append) {
        int length = 3 * Long.BYTES + Integer.BYTES;
        for (Entry entry : append.entries()) {
            length += ENTRY_HEAD + entry.command().length;
        }
        ByteBuffer out = begin(APPEND_ENTRIES, append, length)
                .putLong(append.previousIndex())
                .putLong(append.previousTerm())
                .putLong(append.commit())
                .putInt(append.entries().size());
        for (Entry entry : append.entries()) {
            out.putLong(entry.term()).putInt(entry.command().length).put(entry.command());
        }
        return out;
    }

    private static ByteBuffer begin(byte kind, Message message, int length) {
        return ByteBuffer.allocate(HEAD + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(kind)
                .putLong(message.term());
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    /**
     * Reads a message.
     *
     * @throws ProtocolException if no encoder could have written it
     */
    public static Message decode(MemorySegment payload) throws ProtocolException {
        ByteBuffer in = payload.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        try {
            Message message = decode(in.get(), number(in), in);
            if (in.hasRemaining()) {
                throw new ProtocolException("a message has " + in.remaining() + " bytes too many");
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new ProtocolException("a message ends too early");
        }
    }

    private static Message decode(byte kind, long term, ByteBuffer in) throws ProtocolException {
        return switch (kind) {
            case REQUEST_VOTE -> new RequestVote(term, flag(in), number(in), number(in));
            case VOTE -> new Vote(term, flag(in), flag(in));
            case APPEND_ENTRIES -> new AppendEntries(term, number(in), number(in), number(in), entries(in));
            case APPENDED -> new Appended(term, flag(in), number(in));
            case INSTALL_SNAPSHOT ->
                new InstallSnapshot(term, new Snapshot(number(in), number(in), bytes(in, in.remaining())));
            default -> throw new ProtocolException("a message of kind " + kind);
        };
    }

    private static List<Entry> entries(ByteBuffer in) throws ProtocolException {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / ENTRY_HEAD) {
            throw new ProtocolException("a message with " + count + " entries");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(number(in), bytes(in, in.getInt())));
        }
        return entries;
    }

    private static byte[] bytes(ByteBuffer in, int length) throws ProtocolException {
        if (length < 0 || length > in.remaining()) {
            throw new ProtocolException("a command of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** A term or an index, which is never negative, nor so large that a sum with a list's length overflows. */
    private static long number(ByteBuffer in) throws ProtocolException {
        long number = in.getLong();
        if (number < 0 || number > Long.MAX_VALUE / 2) {
            throw new ProtocolException("a term or index of " + number);
        }
        return number;
    }

    private static boolean flag(ByteBuffer in) throws ProtocolException {
        byte flag = in.get();
        if (flag < 0 || flag > 1) {
            throw new ProtocolException("a flag of " + flag);
        }
        return flag == 1;
    }
}
