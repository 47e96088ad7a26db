package io.gossamer.net.simulation;

import io.gossamer.net.world.Mailbox;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;

/** A bounded queue between the tasks of one node. */
final class SimulatedMailbox<T> implements Mailbox<T> {
    private final EventLoop loop;
    private final Incarnation process;
    private final int capacity;
    private final ArrayDeque<T> elements = new ArrayDeque<>();
    private final WaitList takers;
    private final WaitList putters;

    SimulatedMailbox(EventLoop loop, Incarnation process, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a mailbox needs room for at least one element, not " + capacity);
        }
        this.loop = loop;
        this.process = process;
        this.capacity = capacity;
        this.takers = new WaitList(loop);
        this.putters = new WaitList(loop);
    }

    @Override
    public void put(T element) throws InterruptedException {
        Objects.requireNonNull(element);
        loop.enterBlocking(process, "putting into a mailbox");
        while (elements.size() == capacity) {
            putters.await(() -> "room in a full mailbox of " + capacity, EventLoop.NEVER);
        }
        elements.addLast(element);
        takers.wakeAll();
    }

    @Override
    public Optional<T> take(Duration timeout) throws InterruptedException {
        loop.enterBlocking(process, "taking from a mailbox");
        NodeClock clock = process.node().clock();
        long deadline = clock.deadline(timeout);
        while (elements.isEmpty()) {
            if (clock.now() >= deadline) {
                return Optional.empty();
            }
            takers.await(() -> "an element of an empty mailbox", clock.moment(deadline));
        }
        T element = elements.removeFirst();
        putters.wakeAll();
        return Optional.of(element);
    }
}
