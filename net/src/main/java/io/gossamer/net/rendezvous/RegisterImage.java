package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.Pair;
import io.gossamer.net.membership.View;
import io.gossamer.net.membership.ViewState;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link ViewRegister} at rest, as it goes into a snapshot of the log. The package's description gives the bytes.
 *
 * @param open whether the session is given
 * @param next the number of the next who comes
 * @param roster in the order of numbers
 */
record RegisterImage(boolean open, byte[] session, long next, ViewState views, List<Enrolled> roster) {
    private static final List<Tag> NOTICES = List.of(Tag.FLUSH, Tag.INSTALL, Tag.AGREED);

    byte[] encode() {
        Writer out = new Writer();
        out.put(flag(open));
        out.writeBytes(session);
        out.putLong(next);
        out.putLong(views.view().number());
        out.putLongs(views.view().ring());
        out.putLongs(views.applicants());
        out.putInt(views.votes().size());
        views.votes().forEach((member, ballot) -> {
            out.putLong(member);
            out.putBlob(new ViewLetters.Voted(views.view().number(), ballot).encode());
        });
        out.put(flag(views.flushing()));
        out.putInt(views.reports().size());
        views.reports().forEach((member, report) -> {
            out.putLong(member);
            out.putBlob(ViewLetters.flushed(views.view().number(), report));
        });
        out.putPairs(views.suspicions());
        out.putPairs(views.broken());
        out.putInt(views.charges().size());
        views.charges().forEach((accused, accusers) -> {
            out.putLong(accused);
            out.putLongs(accusers);
        });
        out.put(flag(views.over()));
        out.putInt(roster.size());
        roster.forEach(member -> put(out, member));
        return out.toByteArray();
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    private static void put(Writer out, Enrolled member) {
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + MemberKey.BYTES + Welcome.Address.MOST_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(member.number());
        member.key().put(head);
        member.address().put(head);
        out.writeBytes(Fields.finish(head).toArray(ValueLayout.JAVA_BYTE));
        out.putLong(member.heard());
        out.putLong(member.told());
        out.putInt(member.notices().size());
        for (Enrolled.Notice notice : member.notices()) {
            out.putLong(notice.number());
            out.put((byte) NOTICES.indexOf(notice.tag()));
            out.putBlob(notice.body());
        }
    }

    static RegisterImage decode(byte[] bytes) throws ProtocolException {
        return Fields.parse(MemorySegment.ofArray(bytes), in -> {
            boolean open = in.get() != 0;
            byte[] session = Fields.getSession(in);
            return new RegisterImage(open, session, in.getLong(), getViews(in), getRoster(in));
        });
    }

    private static ViewState getViews(ByteBuffer in) throws ProtocolException {
        long number = in.getLong();
        List<Long> ring = getLongs(in);
        if (new HashSet<>(ring).size() != ring.size()) {
            throw new ProtocolException("a view has a member twice");
        }
        List<Long> applicants = getLongs(in);
        Map<Long, Ballot> votes = new TreeMap<>();
        for (int left = count(in); left > 0; left--) {
            votes.put(in.getLong(), ViewLetters.Voted.decode(getBlob(in)).ballot());
        }
        boolean flushing = in.get() != 0;
        Map<Long, FlushReport> reports = new TreeMap<>();
        for (int left = count(in); left > 0; left--) {
            reports.put(in.getLong(), getReport(in));
        }
        return new ViewState(
                new View(number, ring),
                applicants,
                votes,
                flushing,
                reports,
                getPairs(in),
                getPairs(in),
                getCharges(in),
                in.get() != 0);
    }

    private static Map<Long, Set<Long>> getCharges(ByteBuffer in) throws ProtocolException {
        Map<Long, Set<Long>> charges = new TreeMap<>();
        for (int left = count(in); left > 0; left--) {
            charges.put(in.getLong(), new HashSet<>(getLongs(in)));
        }
        return charges;
    }

    private static FlushReport getReport(ByteBuffer in) throws ProtocolException {
        return Fields.parse(getBlob(in), report -> {
            report.getLong();
            return ViewLetters.getReport(report);
        });
    }

    private static List<Enrolled> getRoster(ByteBuffer in) throws ProtocolException {
        List<Enrolled> roster = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            long number = in.getLong();
            MemberKey key = MemberKey.get(in);
            Welcome.Address address = Welcome.Address.get(in);
            roster.add(new Enrolled(number, key, address, in.getLong(), in.getLong(), getNotices(in)));
        }
        return roster;
    }

    private static List<Enrolled.Notice> getNotices(ByteBuffer in) throws ProtocolException {
        List<Enrolled.Notice> notices = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            long number = in.getLong();
            int tag = in.get();
            if (tag < 0 || tag >= NOTICES.size()) {
                throw new ProtocolException("a letter of kind " + tag);
            }
            notices.add(new Enrolled.Notice(number, NOTICES.get(tag), getBlob(in)));
        }
        return notices;
    }

    private static int count(ByteBuffer in) throws ProtocolException {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new ProtocolException("a list of " + count);
        }
        return count;
    }

    private static List<Long> getLongs(ByteBuffer in) throws ProtocolException {
        List<Long> longs = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            longs.add(in.getLong());
        }
        return longs;
    }

    private static Set<Pair> getPairs(ByteBuffer in) throws ProtocolException {
        Set<Pair> pairs = new HashSet<>();
        for (int left = count(in); left > 0; left--) {
            pairs.add(new Pair(in.getLong(), in.getLong()));
        }
        return pairs;
    }

    private static MemorySegment getBlob(ByteBuffer in) throws ProtocolException {
        byte[] blob = new byte[count(in)];
        in.get(blob);
        return MemorySegment.ofArray(blob);
    }

    /** Little-endian, as long as it takes. */
    private static final class Writer extends ByteArrayOutputStream {
        private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        void put(byte value) {
            write(value);
        }

        void putInt(int value) {
            number.putInt(0, value);
            write(number.array(), 0, Integer.BYTES);
        }

        void putLong(long value) {
            writeBytes(number.putLong(0, value).array());
        }

        void putLongs(Collection<Long> values) {
            putInt(values.size());
            values.forEach(this::putLong);
        }

        void putPairs(Collection<Pair> pairs) {
            putInt(pairs.size());
            for (Pair pair : pairs) {
                putLong(pair.one());
                putLong(pair.other());
            }
        }

        void putBlob(MemorySegment blob) {
            putInt(Math.toIntExact(blob.byteSize()));
            writeBytes(blob.toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
