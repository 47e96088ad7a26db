package io.gossamer.net.collective;

import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations whose results are too large to be kept: they end with a round in which all say that they have theirs. */
final class LargeOperations {
    private static final Logger LOG = LoggerFactory.getLogger(LargeOperations.class);

    private final Succession succession;

    LargeOperations(Succession succession) {
        this.succession = succession;
    }

    /** A member's part in an operation, after which it has the whole result. */
    interface Part<T> {
        T play(Collectives.Nodes<ViewEndsException> nodes, int number) throws ViewEndsException, InterruptedException;
    }

    /** Does this member's part, again if others are in then, until it counts. */
    <T> T untilItCounts(Part<T> part) throws InterruptedException {
        while (true) {
            Optional<T> result = attempt(part);
            if (result.isPresent()) {
                return result.get();
            }
            LOG.debug(
                    "An operation begins again among {} members",
                    succession.view().size());
        }
    }

    /** Does this member's part, which is made for the members of now. */
    <T> T together(Part<T> part) throws InterruptedException {
        return attempt(part).orElseThrow(ViewChangedException::new);
    }

    /**
     * Does this member's part and hands the result out once all have theirs.
     *
     * @return empty if it does not count, and other members are in now
     */
    <T> Optional<T> attempt(Part<T> part) throws InterruptedException {
        UnderWay underWay = succession.begin(1);
        Optional<T> result = Optional.empty();
        try {
            succession.requireUndisturbed();
            result = Optional.of(part.play(nodes(), underWay.number(0)));
            underWay.whole(0, succession.numbers());
            awaitAllWhole(underWay.number(0));
            flush();
            underWay.count(0);
        } catch (ViewEndsException ends) {
            succession.recover(List.of(ends), underWay);
        }
        if (!underWay.counts(0)) {
            return Optional.empty();
        }
        succession.settle(underWay);
        return result;
    }

    /** The members of now. */
    Collectives.Nodes<ViewEndsException> nodes() {
        List<PeerLine> others = succession.othersFromNext();
        int size = succession.view().size();
        int next = succession.rank() + 1;
        return new Collectives.Nodes<>(succession.rank(), size, place -> others.get(Math.floorMod(place - next, size)));
    }

    /** Says that this member has the whole result, and waits until all have said so. */
    void awaitAllWhole(int number) throws ViewEndsException, InterruptedException {
        List<PeerLine> others = succession.othersFromNext();
        for (PeerLine other : others) {
            other.queueControl(Tag.WHOLE, number, MemorySegment.NULL);
        }
        for (PeerLine other : others) {
            other.receive(Tag.WHOLE, number, MemorySegment.NULL);
        }
    }

    /** Waits until all that was said has left. */
    void flush() throws ViewEndsException, InterruptedException {
        for (PeerLine other : succession.othersFromNext()) {
            other.flush();
        }
    }
}
