package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.FrameChannel;

/** A line on which somebody came in, or came back, to a group that lives on. */
record Visitor(FrameChannel channel, Enter enter) {
    String name() {
        return enter.name();
    }

    Welcome.Address address() {
        return Welcome.Address.of(name(), channel.connection(), enter.port());
    }
}
