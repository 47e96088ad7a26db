package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Mailbox;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member says to its coordinator: numbered, and said again on every new line until it is known to be heard. */
final class OutgoingLetters {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingLetters.class);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final int ERRANDS = 1 << 12;

    /** What the carrying task does next; it alone touches what is not heard yet. */
    private sealed interface Errand {
        record Say(Tag tag, MemorySegment body) implements Errand {}

        record Take(FrameChannel line) implements Errand {}

        /** The coordinator has heard all up to that letter. */
        record Heard(long number) implements Errand {}

        record Bye() implements Errand {}
    }

    private record Letter(long number, Tag tag, MemorySegment body) {}

    private final Mailbox<Errand> errands;
    private final Task carrier;
    private final Deque<Letter> unheard = new ArrayDeque<>();
    private FrameChannel line;
    private long said;
    /** Up to which letter this member has heard the coordinator. */
    private volatile long heard;

    OutgoingLetters(World world) {
        this.errands = world.mailbox(ERRANDS);
        this.carrier = world.spawn("to the coordinator", this::carry);
    }

    void say(Tag tag, MemorySegment body) throws InterruptedException {
        errands.put(new Errand.Say(tag, body));
    }

    /** From now on letters go on this line, those first that are not known to be heard. */
    void take(FrameChannel fresh) throws InterruptedException {
        errands.put(new Errand.Take(fresh));
    }

    long heard() {
        return heard;
    }

    /**
     * Takes note of a letter of the coordinator's, and of what it has heard.
     *
     * @return whether it is new
     * @throws ProtocolException if one before it is missing
     */
    boolean hear(ViewLetters.Numbered letter) throws ProtocolException, InterruptedException {
        if (letter.number() > heard + 1) {
            throw new ProtocolException("letter " + letter.number() + " came after letter " + heard);
        }
        errands.put(new Errand.Heard(letter.heard()));
        boolean isNew = letter.number() == heard + 1;
        heard = Math.max(heard, letter.number());
        return isNew;
    }

    private void carry() {
        try {
            while (true) {
                switch (errands.take(FOR_EVER).orElseThrow()) {
                    case Errand.Say say -> {
                        Letter letter = new Letter(++said, say.tag(), say.body());
                        unheard.add(letter);
                        send(letter);
                    }
                    case Errand.Take take -> {
                        line = take.line();
                        for (Letter letter : unheard) {
                            send(letter);
                        }
                    }
                    case Errand.Heard known -> unheard.removeIf(letter -> letter.number() <= known.number());
                    case Errand.Bye bye -> {
                        send(Tag.BYE, Talk.NOTHING);
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("Nothing more is said to the coordinator", e);
        }
    }

    private void send(Letter letter) throws InterruptedException {
        send(letter.tag(), new ViewLetters.Numbered(letter.number(), heard, letter.body()).encode());
    }

    private void send(Tag tag, MemorySegment payload) throws InterruptedException {
        if (line == null) {
            return;
        }
        try {
            Talk.send(line, tag, payload);
        } catch (IOException e) {
            // Whoever listens on the line notices, too, and finds another.
            LOG.debug("The coordinator does not hear a {}", tag.label(), e);
            line = null;
        }
    }

    /** Says goodbye, unless that takes longer than {@code patience}. */
    void close(Duration patience) {
        try {
            errands.put(new Errand.Bye());
            carrier.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        carrier.interrupt();
    }
}
