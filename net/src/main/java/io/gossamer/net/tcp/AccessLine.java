package io.gossamer.net.tcp;

import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.LinkClock;

/** The line that all connections of a node share. */
final class AccessLine {
    private final Link link;
    private final LinkClock clock;

    AccessLine(Link link) {
        this.link = link;
        this.clock = new LinkClock(link);
    }

    Link link() {
        return link;
    }

    /** When {@code bytes} handed over now will have left. */
    synchronized long depart(long bytes) {
        return clock.depart(System.nanoTime(), bytes);
    }

    synchronized long uploadBusy() {
        return clock.uploadBusy();
    }

    /** When {@code bytes} that came in now will have passed. */
    synchronized long deliver(long bytes) {
        return clock.deliver(System.nanoTime(), bytes);
    }
}
