package io.gossamer.net.collective;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Operations that are done once everybody's contribution is here, and whose result is kept for a while in case somebody
 * lacks it.
 */
final class SmallOperations {
    private final Succession succession;

    SmallOperations(Succession succession) {
        this.succession = succession;
    }

    /** Says something to all and hears all, however often it takes. */
    List<MemorySegment> gather(Payload payload) throws InterruptedException {
        Payload own = kept(payload);
        while (true) {
            Optional<List<MemorySegment>> said = attempt(own);
            if (said.isPresent()) {
                return said.get();
            }
        }
    }

    /**
     * Says something to all and hears all.
     *
     * @return what all said; empty if that does not count, and other members are in now
     */
    Optional<List<MemorySegment>> attemptGather(Payload payload) throws InterruptedException {
        return attempt(kept(payload));
    }

    /** For those who may lack it, so it must outlive the caller's. */
    private static Payload kept(Payload payload) {
        return payload.withBytes(
                Arena.ofAuto().allocate(payload.bytes().byteSize(), Long.BYTES).copyFrom(payload.bytes()));
    }

    private Optional<List<MemorySegment>> attempt(Payload own) throws InterruptedException {
        UnderWay underWay = succession.begin(1);
        List<Integer> all = succession.numbers();
        Optional<List<MemorySegment>> said;
        try {
            succession.requireUndisturbed();
            said = Optional.of(swap(Tag.ALL_GATHER, to -> own));
        } catch (ViewEndsException ends) {
            said = succession.recover(List.of(ends), underWay);
        }
        said.ifPresent(result -> succession.settle(all, result));
        return said;
    }

    /** Sends every other member what is for it, and receives what it has for this one. */
    List<MemorySegment> swap(Tag tag, IntFunction<Payload> payloadFor) throws ViewEndsException, InterruptedException {
        int number = succession.count();
        List<PeerLine> others = succession.othersFromNext();
        MemorySegment[] said = new MemorySegment[succession.view().size()];
        said[succession.rank()] = payloadFor.apply(succession.rank()).bytes().asReadOnly();
        for (PeerLine other : others) {
            Payload payload = payloadFor.apply(rankOf(other));
            other.queue(payload.frame(tag, number), payload.bytes());
        }
        for (PeerLine other : others) {
            said[rankOf(other)] = other.receive(tag, number, Frame.LARGEST_PAYLOAD);
        }
        return List.of(said);
    }

    private int rankOf(PeerLine line) {
        return succession.view().ring().indexOf(line.member());
    }
}
