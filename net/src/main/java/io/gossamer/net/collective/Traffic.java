package io.gossamer.net.collective;

import io.gossamer.codec.message.Kind;
import java.util.Map;

/**
 * Bytes on the wire at one moment, framing included, since the group was formed. The two ways to split them have the
 * same sum, unless members have left, whom only the split by kind counts.
 *
 * @param sentByPeer bytes written, by rank
 * @param receivedByPeer bytes read, by rank
 * @param sent bytes written, by kind
 * @param received bytes read, by kind
 */
public record Traffic(long[] sentByPeer, long[] receivedByPeer, Map<Kind, Long> sent, Map<Kind, Long> received) {}
