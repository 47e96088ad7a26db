package io.gossamer.train.simulate;

import java.io.IOException;

/** What one node can do about bytes: a message is sent and received whole. */
interface Moves {
    void send(int to, long bytes) throws IOException, InterruptedException;

    void receive(int from, long bytes) throws IOException, InterruptedException;
}
