package io.gossamer.net.collective;

import io.gossamer.net.frame.FrameChannel;

/**
 * A peer as the rendezvous found it.
 *
 * @param rank its rank
 * @param name what to call it in messages, as {@code worker 2 (pid 4711 on host)}
 * @param channel the connection to it, already introduced on both ends
 */
public record Member(int rank, String name, FrameChannel channel) {}
