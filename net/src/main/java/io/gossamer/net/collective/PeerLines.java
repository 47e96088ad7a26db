package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.View;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lines to all other members of a group that lives on, from view to view. */
final class PeerLines implements AutoCloseable {
    private static final int MARK_BYTES = Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final World world;
    private final ViewService service;
    private final Duration timeout;
    private final Map<Long, PeerLine> lines = new TreeMap<>();
    /** To those who are lost: what they said last is still needed. */
    private final List<PeerLine> cut = new ArrayList<>();

    /** Bytes on lines that are cut. */
    private final Map<Kind, Long> sentBefore = new EnumMap<>(Kind.class);

    private final Map<Kind, Long> receivedBefore = new EnumMap<>(Kind.class);

    /** Whether those who wait on any line are to stop. */
    private volatile boolean halted;

    PeerLines(World world, ViewService service, Duration timeout) {
        this.world = world;
        this.service = service;
        this.timeout = timeout;
    }

    PeerLine to(long member) {
        return lines.get(member);
    }

    private boolean disturbed() {
        return halted || service.disturbed();
    }

    /** Ends whatever waits on a line, until a view begins. */
    void halt() {
        halted = true;
    }

    /** Says on all lines that this member is alive. */
    void pulse() throws InterruptedException {
        for (PeerLine line : lines.values()) {
            line.queueControl(Tag.HEARTBEAT, 0, MemorySegment.NULL);
        }
    }

    /** Cuts the lines to those who are not in the view, and makes those that are missing or to be made anew. */
    void connect(View view, Set<Long> fresh) throws ViewEndsException, InterruptedException {
        halted = false;
        for (long member : List.copyOf(lines.keySet())) {
            if (!view.has(member) || fresh.contains(member)) {
                PeerLine line = lines.remove(member);
                line.cut();
                cut.add(line);
                for (Kind kind : Kind.values()) {
                    sentBefore.merge(kind, line.channel().sent(kind), Long::sum);
                    receivedBefore.merge(kind, line.channel().received(kind), Long::sum);
                }
            }
        }
        for (long member : view.ring()) {
            if (member != service.own() && !lines.containsKey(member)) {
                lines.put(member, meet(view, member));
            }
        }
    }

    private PeerLine meet(View view, long member) throws ViewEndsException, InterruptedException {
        try {
            return new PeerLine(world, member, service.meet(view.number(), member), this::disturbed, timeout);
        } catch (IOException e) {
            // Who is told to stop has not waited for long enough to blame anybody.
            long suspect = service.disturbed() ? ViewEndsException.NOBODY : member;
            throw new ViewEndsException("it cannot be met: " + e.getMessage(), suspect);
        }
    }

    /**
     * Marks the beginning of a view on all lines, and passes over all that was said before.
     *
     * @param count how many operations this member has settled; negative if it is new
     * @return the same; if it is new, how many the others have
     */
    long begin(View view, long count) throws ViewEndsException, InterruptedException {
        MemorySegment mark = MemorySegment.ofArray(new byte[MARK_BYTES]);
        mark.set(LONG, 0, count);
        int number = (int) view.number();
        for (PeerLine line : lines.values()) {
            line.mark(Frame.of(Tag.VIEW, number, Kind.CONTROL, MARK_BYTES), mark);
        }
        long known = count;
        for (PeerLine line : lines.values()) {
            long theirs = line.awaitMark(number, MARK_BYTES).get(LONG, 0);
            known = count < 0 ? Math.max(known, theirs) : known;
        }
        for (PeerLine line : lines.values()) {
            line.flush();
        }
        return known;
    }

    /** What was written and read so far, to and from those of before too, whom only the totals count. */
    Traffic traffic(View view) {
        long[] sentByPeer = new long[view.size()];
        long[] receivedByPeer = new long[view.size()];
        Map<Kind, Long> sent = new EnumMap<>(sentBefore);
        Map<Kind, Long> received = new EnumMap<>(receivedBefore);
        for (Kind kind : Kind.values()) {
            lines.forEach((member, line) -> {
                int rank = view.ring().indexOf(member);
                sentByPeer[rank] += line.channel().sent(kind);
                receivedByPeer[rank] += line.channel().received(kind);
                sent.merge(kind, line.channel().sent(kind), Long::sum);
                received.merge(kind, line.channel().received(kind), Long::sum);
            });
            sent.putIfAbsent(kind, 0L);
            received.putIfAbsent(kind, 0L);
        }
        return new Traffic(sentByPeer, receivedByPeer, sent, received);
    }

    /** What those who are lost said last is needed no more. */
    void closeCut() {
        cut.forEach(PeerLine::close);
        cut.clear();
    }

    @Override
    public void close() {
        lines.values().forEach(PeerLine::close);
        lines.clear();
        closeCut();
    }
}
