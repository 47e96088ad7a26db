package io.gossamer.net.collective;

import io.gossamer.net.frame.Frame;
import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/**
 * Another node as a collective operation sees it.
 *
 * @param <E> what is thrown if it fails
 */
interface Neighbour<E extends Exception> {
    /** Queues a frame, whose payload stays in use until it has left. */
    void queue(Frame frame, MemorySegment payload) throws InterruptedException;

    /** Sends a small frame when nothing is queued: at once where that is faster. */
    default void sendNow(Frame frame, MemorySegment payload) throws E, InterruptedException {
        queue(frame, payload);
    }

    /** Receives the frame of an operation whose payload is as long as {@code target}. */
    void receive(Tag tag, int sequence, MemorySegment target) throws E, InterruptedException;

    /**
     * Receives the frame of an operation whose payload is at most as long as {@code room}.
     *
     * @return the part of {@code room} that it fills
     */
    MemorySegment receiveUpTo(Tag tag, int sequence, MemorySegment room) throws E, InterruptedException;

    /** What to throw because it sent what it must not. */
    E broke(String rule);
}
