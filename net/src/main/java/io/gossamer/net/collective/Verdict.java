package io.gossamer.net.collective;

import io.gossamer.net.frame.Tag;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one failure of a group. The first that this node learns of counts: it is told to all peers, with the rank that is
 * to blame, and every connection is closed, which ends whatever waits on one.
 */
final class Verdict {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final World world;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final Queue<Task> errands = new ConcurrentLinkedQueue<>();
    private Task closer;
    private final List<Consumer<PeerFailureException>> listeners = new CopyOnWriteArrayList<>();
    private volatile PeerFailureException failure;

    Verdict(World world) {
        this.world = world;
    }

    void add(Peer peer) {
        peers.add(peer);
    }

    /** Calls {@code listener} on a task of its own when the group fails. */
    void onFailure(Consumer<PeerFailureException> listener) {
        listeners.add(listener);
    }

    /** Settles on {@code candidate} unless something came before it, and returns what counts. */
    synchronized PeerFailureException settle(PeerFailureException candidate) {
        if (failure == null) {
            failure = candidate;
            Notice notice = new Notice(candidate.rank(), candidate.getMessage());
            for (Peer peer : peers) {
                errand("farewell to " + peer.name(), () -> peer.farewell(Tag.ABORT, notice, FAREWELL));
            }
            for (Consumer<PeerFailureException> listener : listeners) {
                errand("telling", () -> listener.accept(candidate));
            }
            closer = world.spawn("closing", this::closeLate);
        }
        return failure;
    }

    /** A farewell may hang on a peer that does not read. */
    private void closeLate() {
        try {
            world.sleep(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        peers.forEach(Peer::cut);
    }

    /** Tells all others that this node waits for {@code suspect}. */
    void announceWaiting(int suspect) {
        Notice notice = new Notice(suspect, "");
        for (Peer peer : peers) {
            if (peer.rank() != suspect) {
                errand("notice to " + peer.name(), () -> peer.tell(Tag.WAITING, notice, FAREWELL));
            }
        }
    }

    private void errand(String name, Runnable body) {
        errands.add(world.spawn(name, body));
    }

    /** Fails if the group has. */
    void throwIfSettled() {
        PeerFailureException settled = failure;
        if (settled != null) {
            throw new PeerFailureException(settled.rank(), settled.getMessage(), settled.hint(), settled);
        }
    }

    boolean isSettled() {
        return failure != null;
    }

    /** Waits until the peers have been told. */
    void awaitErrands() throws InterruptedException {
        Task closing = closer();
        for (Task errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.join(FAREWELL.multipliedBy(2));
        }
        if (closing != null) {
            closing.interrupt();
        }
    }

    /** Under the lock, so that whoever sees the failure early finds all errands on their way. */
    private synchronized Task closer() {
        return closer;
    }

    /** The name of a rank, for messages. */
    String name(int rank) {
        return peers.stream()
                .filter(peer -> peer.rank() == rank)
                .map(Peer::name)
                .findFirst()
                .orElse(rank == PeerFailureException.COORDINATOR ? "the coordinator" : "worker " + rank);
    }
}
