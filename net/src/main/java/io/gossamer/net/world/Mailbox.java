package io.gossamer.net.world;

import java.time.Duration;
import java.util.Optional;

/** A bounded first-in-first-out queue between the tasks of one node. */
public interface Mailbox<T> {
    /** Puts an element, waiting while the mailbox is full. */
    void put(T element) throws InterruptedException;

    /** Takes the oldest element; empty if the timeout came first. */
    Optional<T> take(Duration timeout) throws InterruptedException;
}
