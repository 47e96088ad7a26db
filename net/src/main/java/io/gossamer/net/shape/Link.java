package io.gossamer.net.shape;

import io.gossamer.core.unit.Bandwidth;
import java.time.Duration;

/**
 * The access line of a node: {@code RATE,LATENCY[,LOSS]}.
 *
 * @param rate caps the node's upload and, separately, its download, each shared by all its peers
 * @param latency one way, per pair
 * @param loss the share of packets that have to be sent again, each delayed by one retransmission
 */
public record Link(Bandwidth rate, Duration latency, double loss) {
    public static Link parse(String text) {
        throw new AssertionError("contract " + text);
    }
}
