package io.gossamer.net.raft;

import io.gossamer.core.failure.GossamerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a replica must not forget, in memory and in a {@link Storage}: its term, its vote in it, and its log. Whatever is
 * changed is stored when the call returns. The package's description gives the bytes.
 */
final class Journal {
    static final String FILE = "raft.journal";

    private static final byte VOTE = 1;
    private static final byte ENTRY = 2;
    private static final byte SNAPSHOT = 3;
    private static final int HEAD = 2 * Integer.BYTES;
    private static final int TAIL = Integer.BYTES;

    private final Storage storage;
    private final RaftLog log = new RaftLog();
    private long term;
    private int vote = Raft.NOBODY;

    /** Reads what is stored. */
    private Journal(Storage storage) {
        this.storage = storage;
    }

    /**
     * Reads what is stored. What was cut off in the midst of being written was never relied on, and is dropped.
     *
     * @throws GossamerException if it cannot be read, or is damaged elsewhere than at its end
     */
    static Journal open(Storage storage) {
        Journal journal = new Journal(storage);
        try {
            byte[] content = storage.read(FILE).orElse(new byte[0]);
            if (journal.replay(content) < content.length) {
                journal.rewrite();
            }
        } catch (IOException e) {
            throw new GossamerException(
                    "The journal of this replica cannot be read: " + e.getMessage(), "Look at its folder.", e);
        }
        return journal;
    }

    RaftLog log() {
        return log;
    }

    long term() {
        return term;
    }

    /** For whom this replica voted in this term, or {@link Raft#NOBODY}. */
    int vote() {
        return vote;
    }

    // Changing

    void vote(long newTerm, int candidate) {
        term = newTerm;
        vote = candidate;
        append(voteRecord());
    }

    /** Puts entries at {@code index} and behind it, in place of all that was there. */
    void append(long index, List<Entry> entries) {
        log.replaceFrom(index, entries);
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < entries.size(); i++) {
            records.writeBytes(entryRecord(index + i, entries.get(i)));
        }
        append(records.toByteArray());
    }

    /** Takes a snapshot in place of the entries that are in it. */
    void compact(Snapshot snapshot) {
        log.compact(snapshot);
        try {
            rewrite();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void append(byte[] records) {
        try {
            storage.append(FILE, records);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void rewrite() throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        records.writeBytes(snapshotRecord(log.base()));
        records.writeBytes(voteRecord());
        for (long index = log.base().index() + 1; index <= log.lastIndex(); index++) {
            records.writeBytes(entryRecord(index, log.get(index)));
        }
        storage.write(FILE, records.toByteArray());
    }

    private static GossamerException unwritable(IOException e) {
        return new GossamerException(
                "The journal of this replica cannot be written: " + e.getMessage(),
                "Make room on its disk, then start it again.",
                e);
    }

    // Records

    private byte[] voteRecord() {
        return finish(begin(VOTE, Long.BYTES + Integer.BYTES).putLong(term).putInt(vote));
    }

    private static byte[] entryRecord(long index, Entry entry) {
        return finish(begin(ENTRY, 2 * Long.BYTES + entry.command().length)
                .putLong(index)
                .putLong(entry.term())
                .put(entry.command()));
    }

    private static byte[] snapshotRecord(Snapshot snapshot) {
        return finish(begin(SNAPSHOT, 2 * Long.BYTES + snapshot.state().length)
                .putLong(snapshot.index())
                .putLong(snapshot.term())
                .put(snapshot.state()));
    }

    private static ByteBuffer begin(byte kind, int length) {
        ByteBuffer record = buffer(new byte[HEAD + 1 + length + TAIL]).putInt(1 + length);
        return record.putInt(check(record.array(), 0, Integer.BYTES)).put(kind);
    }

    private static byte[] finish(ByteBuffer record) {
        return record.putInt(check(record.array(), HEAD, record.position() - HEAD))
                .array();
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int check(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    // Reading

    /** Applies all records, and says where the last whole one ends. */
    private int replay(byte[] content) {
        ByteBuffer in = buffer(content);
        int end = 0;
        while (nextIsWhole(content, end)) {
            int length = in.getInt(end);
            take(in.slice(end + HEAD, length).order(ByteOrder.LITTLE_ENDIAN), end);
            end += HEAD + length + TAIL;
        }
        return end;
    }

    /** Whether a whole record begins there; if not, nothing but the beginning of one may. */
    private static boolean nextIsWhole(byte[] content, int from) {
        int left = content.length - from;
        ByteBuffer in = buffer(content);
        if (left < HEAD || isBlank(content, from)) {
            return false;
        }
        int length = in.getInt(from);
        if (check(content, from, Integer.BYTES) != in.getInt(from + Integer.BYTES) || length < 1) {
            throw damaged(from);
        }
        if (length > left - HEAD - TAIL) {
            return false;
        }
        boolean whole = check(content, from + HEAD, length) == in.getInt(from + HEAD + length);
        if (!whole && left > HEAD + length + TAIL) {
            throw damaged(from);
        }
        return whole;
    }

    /** Some file systems make a file longer before its bytes are there. */
    private static boolean isBlank(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void take(ByteBuffer record, int at) {
        try {
            switch (record.get()) {
                case VOTE -> {
                    term = record.getLong();
                    vote = record.getInt();
                }
                case ENTRY -> {
                    long index = record.getLong();
                    if (index <= log.base().index() || index > log.lastIndex() + 1) {
                        throw damaged(at);
                    }
                    log.replaceFrom(index, List.of(new Entry(record.getLong(), rest(record))));
                }
                case SNAPSHOT -> log.compact(new Snapshot(record.getLong(), record.getLong(), rest(record)));
                default -> throw damaged(at);
            }
        } catch (BufferUnderflowException e) {
            throw damaged(at);
        }
    }

    private static byte[] rest(ByteBuffer record) {
        byte[] rest = new byte[record.remaining()];
        record.get(rest);
        return rest;
    }

    private static GossamerException damaged(int at) {
        return new GossamerException(
                "The journal of this replica is damaged at byte " + at,
                "Take this replica out of the set; the others hold all that it knew.");
    }
}
