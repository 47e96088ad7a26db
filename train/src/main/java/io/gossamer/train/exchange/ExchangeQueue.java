package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Exchanges that are under way while their node computes: one after another, on a task beside it, in the order in which
 * they were begun, which is the same on all nodes. Each is awaited later, in that order too.
 *
 * <p>A group has room for one operation at a time. So while anything is under way, nobody else says anything in it: who
 * wants to, calls {@link #settle} first, at the same place on all nodes.
 *
 * <p>What ends an exchange is told to who awaits it. One that ended with a {@link ViewChangedException} did so on all
 * members, and those behind it are made all the same; after any other failure they fail with it.
 */
public final class ExchangeQueue implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final World world;
    private final Deque<UnderWay> begun = new ArrayDeque<>();
    private long waitedNanos;
    private long hiddenNanos;

    /** @param world of the node, in which its tasks run */
    public ExchangeQueue(World world) {
        this.world = world;
    }

    /**
     * Begins an exchange.
     *
     * @param tensors a copy that nobody else touches before the exchange is awaited, when it holds the mean
     * @param step the step it belongs to
     * @param votes of this node
     */
    public UnderWay begin(Exchange exchange, FlatTensors tensors, long step, Votes votes) {
        UnderWay next = new UnderWay(exchange, tensors, step, votes, Optional.ofNullable(begun.peekLast()));
        begun.add(next);
        next.task = world.spawn("exchange of step " + step, next::run);
        return next;
    }

    /** Called before the node computes: beside that, only what is under way by now can be hidden. */
    public void computing() {
        begun.forEach(each -> each.besideComputing = true);
    }

    /**
     * Waits until nothing is under way. What was exchanged still waits to be awaited.
     *
     * @return what any node voted for meanwhile; who awaits these exchanges later hears nothing more of it
     * @throws io.gossamer.net.collective.PeerFailureException if a peer is lost
     */
    public Votes settle() throws InterruptedException {
        Votes all = Votes.NONE;
        for (UnderWay each : begun) {
            each.awaitEnd();
            if (each.failed()) {
                each.rethrow();
            }
            all = all.or(each.result);
            each.result = Votes.NONE;
        }
        return all;
    }

    /** Counts what the node has waited for something else that it said beside what was under way. */
    public void alsoWaited(long nanos) {
        waitedNanos += nanos;
    }

    /** For how many nanoseconds the node has waited for what was under way, or beside it. */
    public long waitedNanos() {
        return waitedNanos;
    }

    /**
     * For how many nanoseconds something was under way while the node did not wait for it, of exchanges that have ended and
     * beside which it {@linkplain #computing computed}. What is awaited as soon as it is begun hides nothing.
     */
    public long hiddenNanos() {
        return hiddenNanos;
    }

    /** Waits for the end of all that is under way, whatever that is: the memory it works with may be freed then. */
    @Override
    public void close() {
        boolean interrupted = false;
        for (UnderWay each : begun) {
            interrupted |= each.awaitEndInAnyCase(interrupted);
        }
        begun.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An exchange that was begun. */
    public final class UnderWay {
        private final Exchange exchange;
        private final FlatTensors tensors;
        private final long step;
        private final Votes votes;
        /** What it waits for; nothing once that has ended, lest all be kept. */
        private Optional<UnderWay> before;

        private Task task;
        private Votes result = Votes.NONE;
        private Optional<Throwable> failure = Optional.empty();
        private long nanos;
        private long waited;
        private boolean ended;
        private boolean besideComputing;

        private UnderWay(Exchange exchange, FlatTensors tensors, long step, Votes votes, Optional<UnderWay> before) {
            this.exchange = exchange;
            this.tensors = tensors;
            this.step = step;
            this.votes = votes;
            this.before = before;
        }

        private void run() {
            try {
                if (before.isPresent()) {
                    before.get().join();
                    failure = before.get().failure.filter(ExchangeQueue::endsAll);
                    before = Optional.empty();
                }
                if (failure.isEmpty()) {
                    exchange();
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                failure = Optional.of(e);
            }
        }

        private void exchange() throws InterruptedException {
            long from = world.nanoTime();
            try {
                result = exchange.mean(tensors, step, votes);
            } finally {
                nanos = world.nanoTime() - from;
            }
        }

        private void join() throws InterruptedException {
            while (!task.join(PATIENCE)) {
                // Whether others are still there is for the group to find out.
            }
        }

        private void awaitEnd() throws InterruptedException {
            if (ended) {
                return;
            }
            long from = world.nanoTime();
            try {
                join();
                ended = true;
            } finally {
                long more = world.nanoTime() - from;
                waited += more;
                waitedNanos += more;
            }
            hiddenNanos += besideComputing ? Math.max(0, nanos - waited) : 0;
        }

        /** @return whether this thread was interrupted */
        private boolean awaitEndInAnyCase(boolean interrupted) {
            boolean now = interrupted;
            while (true) {
                if (now) {
                    task.interrupt();
                }
                try {
                    join();
                    return now;
                } catch (InterruptedException e) {
                    now = true;
                }
            }
        }

        /** Whether it ended so that this node cannot go on. */
        private boolean failed() {
            return failure.filter(ExchangeQueue::endsAll).isPresent();
        }

        /**
         * Waits for the end of this exchange, before which all those begun before it have been awaited.
         *
         * @return what any node votes for; the tensors hold the mean
         * @throws ViewChangedException if it was made for certain members, who have changed: then it came to nothing on all
         * @throws io.gossamer.net.collective.PeerFailureException if a peer is lost
         */
        public Votes await() throws InterruptedException {
            if (begun.peekFirst() != this) {
                throw new IllegalStateException("The exchange of step " + step + " is not the next to be awaited");
            }
            awaitEnd();
            begun.removeFirst();
            if (failure.isPresent()) {
                rethrow();
            }
            return result;
        }

        private void rethrow() throws InterruptedException {
            switch (failure.orElseThrow()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }

    private static boolean endsAll(Throwable failure) {
        return !(failure instanceof ViewChangedException);
    }
}
