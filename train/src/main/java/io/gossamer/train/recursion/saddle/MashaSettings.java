package io.gossamer.train.recursion.saddle;

import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.schedule.NodeSample;

/**
 * What MASHA1 and MASHA2 share.
 *
 * @param stepSize gamma
 * @param device compressor of the nodes' messages: unbiased for MASHA1, contractive for MASHA2
 * @param server compressor of the broadcast, of the same kind; the identity if only the uplink is compressed
 * @param participants who computes and sends in an iteration; refreshes take everybody
 */
public record MashaSettings(
        double stepSize, AnchorRule anchor, Compressor device, Compressor server, NodeSample participants) {
    /** Every node takes part, and the broadcast is not compressed. */
    public static MashaSettings uplink(double stepSize, AnchorRule anchor, Compressor device, int nodes) {
        return new MashaSettings(stepSize, anchor, device, new Compressor.Identity(), NodeSample.all(nodes));
    }

    /** Every node takes part, and both ways are compressed alike. */
    public static MashaSettings bothWays(double stepSize, AnchorRule anchor, Compressor compressor, int nodes) {
        return new MashaSettings(stepSize, anchor, compressor, compressor, NodeSample.all(nodes));
    }

    /** The same with a sample of the nodes in each iteration. */
    public MashaSettings with(NodeSample sample) {
        return new MashaSettings(stepSize, anchor, device, server, sample);
    }
}
