package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.world.Endpoint;

/** A line on which somebody came in, or came back, to a group that lives on. */
record Visitor(FrameChannel channel, Enter enter) {
    String name() {
        return enter.name();
    }

    /** Where others meet it: at the host that this line comes from. */
    Endpoint endpoint() {
        return new Endpoint(channel.connection().remote().host(), enter.port());
    }
}
