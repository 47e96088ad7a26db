package io.gossamer.net.frame;

/** What a frame is for. The codes are part of the protocol: append, never renumber. */
public enum Tag {
    /** A worker asks to take part. */
    HELLO(1),
    /** The coordinator gives a rank and the other workers' addresses. */
    WELCOME(2),
    /** The coordinator, or a peer, turns somebody away and says why. */
    REFUSED(3),
    /** A worker presents itself to another, which answers in kind. */
    MEET(4),
    /** A worker is joined to all others. */
    READY(5),
    /** All workers are joined. */
    GO(6),
    /** The sender is alive. */
    HEARTBEAT(7),
    /** Somebody failed. */
    FAILED(8),
    /** The sender ends as it should. */
    BYE(9),

    /** The coordinator ends a view: members stop and say where they stand. */
    FLUSH(10),
    /** A member has stopped, and says where it stands. */
    FLUSHED(11),
    /** A view begins. */
    INSTALL(12),
    /** A member wants something to happen once all do. */
    VOTE(13),
    /** All wanted it. */
    AGREED(14),
    /** A member cannot go on because of another. */
    SUSPECT(15),

    ALL_REDUCE(16),
    ALL_GATHER(17),
    BROADCAST(18),
    BARRIER(19),
    EXCHANGE(20),
    ALL_TO_ALL(21),
    /** The sender has the whole result of an operation. */
    WHOLE(22),
    /** What the sender sends from here on belongs to a new view. */
    VIEW(23),
    /** What all said in an operation, for one who lacks it. */
    DONATION(24),
    REDUCE_SCATTER(28),

    /** The sender has waited long for somebody. */
    WAITING(32),
    /** The sender gives up because of somebody. */
    ABORT(33),
    /** Somebody wants to come in. */
    APPLICANT(34),

    /** A node asks another to take the measure of the way to it. */
    PROBE(40),
    /** The other is ready for the probe, or for one more connection of it. */
    PROBE_READY(41),
    /** The other takes part in somebody else's probe. */
    PROBE_BUSY(42),
    /** One more connection of a probe. */
    PROBE_JOIN(43),
    /** Sent back as it is, for the round trip's sake. */
    PROBE_PING(44),
    /** All connections of the probe are open. */
    PROBE_START(45),
    /** Bytes whose arrival alone matters. */
    PROBE_DATA(46),
    /** What arrived, and in how long. */
    PROBE_RESULT(47),

    /** A replica of a coordinator presents itself to another. */
    REPLICA(56),
    /** What replicas of a coordinator say to each other. */
    RAFT(57),
    /** Somebody comes in, or comes back, to a group that lives on. */
    ENTER(58),
    /** Which replica of a coordinator leads. */
    LEADER(59),
    /** Somebody who is invited asks what the group is for. */
    ASK(60),
    /** What the group is for. */
    CHARTER(61);

    private static final Tag[] BY_CODE = new Tag[64];

    static {
        for (Tag tag : values()) {
            BY_CODE[tag.code] = tag;
        }
    }

    private final int code;

    Tag(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Tag of(int code) throws ProtocolException {
        Tag tag = code < BY_CODE.length ? BY_CODE[code] : null;
        if (tag == null) {
            throw new ProtocolException("tag " + code + " is unknown");
        }
        return tag;
    }

    /** The tag as a person reads it, as {@code all-reduce}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
