package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends letters on one line, in their order, so that one who does not read keeps nobody else waiting. */
final class Post {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final int LETTERS = 1 << 10;

    /** @param last whether the line ends with it */
    private record Letter(Tag tag, MemorySegment payload, boolean last) {}

    private final Visitor visitor;
    private final Mailbox<Letter> letters;
    private final Task carrier;
    /** The last numbered letter that went this way, or had been heard before. */
    private long told;
    /** The last of those who wait to come in of whom it was told. */
    private long hinted;
    /** Whether who reads here was a member or an applicant already. */
    private boolean enrolled;

    Post(World world, Visitor visitor) {
        this.visitor = visitor;
        this.told = visitor.enter().heard();
        this.letters = world.mailbox(LETTERS);
        this.carrier = world.spawn("letters to " + visitor.name(), this::carry);
    }

    Visitor visitor() {
        return visitor;
    }

    boolean enrolled() {
        return enrolled;
    }

    void send(Tag tag, MemorySegment payload) throws InterruptedException {
        letters.put(new Letter(tag, payload, false));
    }

    /** Sends a last letter, then ends the line. */
    void end(Tag tag, MemorySegment payload) throws InterruptedException {
        letters.put(new Letter(tag, payload, true));
    }

    /** Sends what {@code member}, who reads here, was told and has not heard. */
    void deliver(Enrolled member) throws InterruptedException {
        enrolled = true;
        for (Enrolled.Notice notice : member.after(told)) {
            told = notice.number();
            send(notice.tag(), new ViewLetters.Numbered(told, member.heard(), notice.body()).encode());
        }
    }

    /** Tells that somebody waits to come in, once for each. */
    void hint(long applicant) throws InterruptedException {
        if (applicant > hinted) {
            hinted = applicant;
            send(Tag.APPLICANT, Talk.NOTHING);
        }
    }

    private void carry() {
        try {
            boolean over = false;
            while (!over) {
                Letter letter = letters.take(FOR_EVER).orElseThrow();
                Talk.send(visitor.channel(), letter.tag(), letter.payload());
                over = letter.last();
            }
            visitor.channel().close();
        } catch (IOException e) {
            LOG.debug("{} cannot be told any more; whoever listens to it will notice", visitor.name(), e);
        } catch (InterruptedException e) {
            LOG.trace("No more letters to {}", visitor.name(), e);
        }
    }

    void close() {
        carrier.interrupt();
        visitor.channel().close();
    }
}
