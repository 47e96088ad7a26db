package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.FrameChannel;

/** A worker as the coordinator sees it. */
final class Seat {
    private final FrameChannel channel;
    private final Hello hello;
    private int rank = Hello.ANY_RANK;

    Seat(FrameChannel channel, Hello hello) {
        this.channel = channel;
        this.hello = hello;
    }

    FrameChannel channel() {
        return channel;
    }

    Hello hello() {
        return hello;
    }

    void take(int given) {
        rank = given;
    }

    int rank() {
        return rank;
    }

    String name() {
        return (rank == Hello.ANY_RANK ? "a worker" : "worker " + rank) + " (" + hello.name() + ")";
    }

    Welcome.Address address() {
        return Welcome.Address.of(name(), channel.connection(), hello.port());
    }
}
