package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.Command;
import io.gossamer.net.membership.Donation;
import io.gossamer.net.membership.Effect;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.membership.Pair;
import io.gossamer.net.membership.View;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a coordinator and the members of its views write to each other. The package's description gives the bytes. */
final class ViewLetters {
    private static final int MOST = 1 << 12;
    private static final byte ADMIT = 0;
    private static final byte REORDER = 1;

    private ViewLetters() {}

    /**
     * A letter as it travels. Either side numbers its own from 1 and repeats on a new line whatever the other has not
     * heard; so each is heard once, whichever lines it took.
     *
     * @param heard up to which letter its writer has heard the other side
     * @param body what it says
     */
    record Numbered(long number, long heard, MemorySegment body) {
        static final int HEAD = 2 * Long.BYTES;

        MemorySegment encode() {
            ByteBuffer out =
                    ByteBuffer.allocate(HEAD + Math.toIntExact(body.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
            return Fields.finish(out.putLong(number).putLong(heard).put(body.asByteBuffer()));
        }

        static Numbered decode(MemorySegment payload) throws ProtocolException {
            if (payload.byteSize() < HEAD) {
                throw new ProtocolException("a letter of " + payload.byteSize() + " bytes");
            }
            ByteBuffer in = payload.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            return new Numbered(in.getLong(), in.getLong(), payload.asSlice(HEAD));
        }
    }

    /**
     * A view as one of its members is told of it.
     *
     * @param own the number of the member that is told
     * @param addresses of all members, by their numbers
     * @param fresh members to whom it needs a new connection
     */
    record Installation(
            byte[] session,
            long own,
            View view,
            Map<Long, Welcome.Address> addresses,
            Set<OperationId> committed,
            Map<OperationId, Donation> donations,
            Set<Long> fresh) {
        static Installation of(byte[] session, long own, Effect.Install install, Map<Long, Welcome.Address> addresses) {
            Set<Long> fresh = new HashSet<>(install.newcomers());
            if (install.newcomers().contains(own)) {
                fresh.addAll(install.view().ring());
            }
            for (Pair pair : install.reconnect()) {
                if (pair.has(own)) {
                    fresh.add(pair.one() == own ? pair.other() : pair.one());
                }
            }
            fresh.remove(own);
            return new Installation(
                    session, own, install.view(), addresses, install.committed(), install.donations(), fresh);
        }

        MemorySegment encode() {
            ByteBuffer out = Fields.writer();
            out.put(session).putLong(own).putLong(view.number()).putInt(view.size());
            for (long member : view.ring()) {
                out.putLong(member);
                addresses.get(member).put(out);
            }
            putOperations(out, committed);
            out.putInt(donations.size());
            donations.forEach((operation, donation) -> {
                putOperation(out, operation);
                out.putLong(donation.donor());
                putMembers(out, donation.receivers());
            });
            putMembers(out, fresh);
            return Fields.finish(out);
        }

        static Installation decode(MemorySegment payload) throws ProtocolException {
            return Fields.parse(payload, in -> {
                byte[] session = Fields.getSession(in);
                long own = in.getLong();
                long number = in.getLong();
                int size = count(in);
                List<Long> ring = new ArrayList<>();
                Map<Long, Welcome.Address> addresses = new TreeMap<>();
                for (int i = 0; i < size; i++) {
                    long member = in.getLong();
                    ring.add(member);
                    addresses.put(member, Welcome.Address.get(in));
                }
                if (addresses.size() != size || !addresses.containsKey(own)) {
                    throw new ProtocolException("a view that has a member twice, or not the one that is told");
                }
                Set<OperationId> committed = getOperations(in);
                Map<OperationId, Donation> donations = new HashMap<>();
                for (int left = count(in); left > 0; left--) {
                    OperationId operation = getOperation(in);
                    donations.put(operation, new Donation(in.getLong(), getMembers(in)));
                }
                return new Installation(
                        session, own, new View(number, ring), addresses, committed, donations, getMembers(in));
            });
        }
    }

    static MemorySegment view(long number) {
        ByteBuffer out = Fields.writer();
        out.putLong(number);
        return Fields.finish(out);
    }

    static long view(MemorySegment payload) throws ProtocolException {
        return Fields.parse(payload, ByteBuffer::getLong);
    }

    record Voted(long view, Ballot ballot) {
        MemorySegment encode() {
            ByteBuffer out = Fields.writer();
            out.putLong(view);
            putBallot(out, ballot);
            return Fields.finish(out);
        }

        static Voted decode(MemorySegment payload) throws ProtocolException {
            return Fields.parse(payload, in -> new Voted(in.getLong(), getBallot(in)));
        }
    }

    static void putBallot(ByteBuffer out, Ballot ballot) {
        switch (ballot) {
            case Ballot.Admit admit -> out.put(ADMIT);
            case Ballot.Reorder reorder -> putMembers(out.put(REORDER), reorder.ring());
        }
    }

    static Ballot getBallot(ByteBuffer in) throws ProtocolException {
        byte ballot = in.get();
        return switch (ballot) {
            case ADMIT -> new Ballot.Admit();
            case REORDER -> new Ballot.Reorder(getRing(in));
            default -> throw new ProtocolException("a vote for " + ballot);
        };
    }

    static MemorySegment suspicion(long view, long member, boolean charged) {
        ByteBuffer out = Fields.writer();
        out.putLong(view).putLong(member).put((byte) (charged ? 1 : 0));
        return Fields.finish(out);
    }

    static MemorySegment flushed(long view, FlushReport report) {
        ByteBuffer out = Fields.writer();
        out.putLong(view).putInt(report.settled().size());
        report.settled().forEach((tag, count) -> out.putLong(tag).putLong(count));
        putOperations(out, report.complete());
        putOperations(out, report.partial());
        putOperations(out, report.kept());
        return Fields.finish(out);
    }

    /** What a member said, as a command. */
    static Command command(long member, Tag tag, MemorySegment payload) throws ProtocolException {
        return switch (tag) {
            case VOTE -> {
                Voted voted = Voted.decode(payload);
                yield new Command.Vote(member, voted.view(), voted.ballot());
            }
            case SUSPECT ->
                Fields.parse(payload, in -> new Command.Suspect(member, in.getLong(), in.getLong(), in.get() != 0));
            case FLUSHED -> Fields.parse(payload, in -> new Command.Flushed(member, in.getLong(), getReport(in)));
            default -> throw new ProtocolException("a " + tag.label() + " does not belong here");
        };
    }

    static FlushReport getReport(ByteBuffer in) throws ProtocolException {
        Map<Long, Long> settled = new HashMap<>();
        for (int left = count(in); left > 0; left--) {
            settled.put(in.getLong(), in.getLong());
        }
        return new FlushReport(settled, getOperations(in), getOperations(in), getOperations(in));
    }

    private static int count(ByteBuffer in) throws ProtocolException {
        int count = in.getInt();
        if (count < 0 || count > MOST) {
            throw new ProtocolException("a list of " + count);
        }
        return count;
    }

    private static void putOperation(ByteBuffer out, OperationId operation) {
        out.putLong(operation.tag()).putLong(operation.count());
    }

    private static OperationId getOperation(ByteBuffer in) {
        return new OperationId(in.getLong(), in.getLong());
    }

    private static void putOperations(ByteBuffer out, Collection<OperationId> operations) {
        out.putInt(operations.size());
        operations.forEach(operation -> putOperation(out, operation));
    }

    private static Set<OperationId> getOperations(ByteBuffer in) throws ProtocolException {
        Set<OperationId> operations = new HashSet<>();
        for (int left = count(in); left > 0; left--) {
            operations.add(getOperation(in));
        }
        return operations;
    }

    private static void putMembers(ByteBuffer out, Collection<Long> members) {
        out.putInt(members.size());
        members.forEach(out::putLong);
    }

    private static Set<Long> getMembers(ByteBuffer in) throws ProtocolException {
        return new HashSet<>(getRing(in));
    }

    private static List<Long> getRing(ByteBuffer in) throws ProtocolException {
        List<Long> ring = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            ring.add(in.getLong());
        }
        return ring;
    }
}
