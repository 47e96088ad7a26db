package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Command;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a leader wants the replicas of a coordinator to take up into their log. The package's description gives the bytes. */
sealed interface Proposal {
    /** The group gets a secret that its members alone know; only the first counts. */
    record Open(byte[] session) implements Proposal {}

    /**
     * Somebody wants to come in; nothing happens if it is in, or waits, already.
     *
     * @param address where others meet it; named after its process
     */
    record Join(MemberKey key, Welcome.Address address) implements Proposal {}

    /** A member or applicant says goodbye; nothing happens if it was gone before. */
    record Leave(long member) implements Proposal {}

    /** A member or applicant is gone; nothing happens if it was gone before. */
    record Lose(long member) implements Proposal {}

    /** A member said something; nothing happens if that was heard before. */
    record Said(long member, Tag tag, ViewLetters.Numbered letter) implements Proposal {
        Command command() throws ProtocolException {
            return ViewLetters.command(member, tag, letter.body());
        }
    }

    byte OPEN = 1;
    byte JOIN = 2;
    byte LOSE = 3;
    byte VOTE = 4;
    byte SUSPECT = 5;
    byte FLUSHED = 6;
    byte LEAVE = 7;

    /** The command of the log's entry. */
    default byte[] encode() {
        ByteBuffer out = switch (this) {
            case Open open -> begin(OPEN, open.session().length).put(open.session());
            case Join join -> {
                ByteBuffer joining = begin(JOIN, MemberKey.BYTES + Welcome.Address.MOST_BYTES);
                join.key().put(joining);
                join.address().put(joining);
                yield joining;
            }
            case Leave leave -> begin(LEAVE, Long.BYTES).putLong(leave.member());
            case Lose lose -> begin(LOSE, Long.BYTES).putLong(lose.member());
            case Said said -> {
                MemorySegment letter = said.letter().encode();
                yield begin(kind(said.tag()), Long.BYTES + Math.toIntExact(letter.byteSize()))
                        .putLong(said.member())
                        .put(letter.asByteBuffer());
            }
        };
        return Fields.finish(out).toArray(ValueLayout.JAVA_BYTE);
    }

    private static ByteBuffer begin(byte kind, int length) {
        return ByteBuffer.allocate(1 + length).order(ByteOrder.LITTLE_ENDIAN).put(kind);
    }

    private static byte kind(Tag tag) {
        return switch (tag) {
            case VOTE -> VOTE;
            case SUSPECT -> SUSPECT;
            case FLUSHED -> FLUSHED;
            default -> throw new IllegalArgumentException("a " + tag.label() + " is no proposal");
        };
    }

    /** Reads an entry's command. */
    static Proposal decode(byte[] command) throws ProtocolException {
        return Fields.parse(MemorySegment.ofArray(command), in -> {
            byte kind = in.get();
            return switch (kind) {
                case OPEN -> new Open(Fields.getSession(in));
                case JOIN -> new Join(MemberKey.get(in), Welcome.Address.get(in));
                case LEAVE -> new Leave(in.getLong());
                case LOSE -> new Lose(in.getLong());
                case VOTE -> said(in, Tag.VOTE);
                case SUSPECT -> said(in, Tag.SUSPECT);
                case FLUSHED -> said(in, Tag.FLUSHED);
                default -> throw new ProtocolException("a proposal of kind " + kind);
            };
        });
    }

    private static Said said(ByteBuffer in, Tag tag) throws ProtocolException {
        long member = in.getLong();
        byte[] letter = new byte[in.remaining()];
        in.get(letter);
        return new Said(member, tag, ViewLetters.Numbered.decode(MemorySegment.ofArray(letter)));
    }
}
