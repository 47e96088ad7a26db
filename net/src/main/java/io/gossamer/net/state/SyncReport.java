package io.gossamer.net.state;

import java.util.Map;

/**
 * What a synchronisation cost this member.
 *
 * @param revision that all members now hold
 * @param sent bytes of arrays sent, by member; empty where all held the same before
 * @param received bytes of arrays received, by member, those that did not fit their hashes included
 * @param attempts how often it began: once, if nobody was lost and nobody sent what does not fit
 */
public record SyncReport(long revision, Map<Integer, Long> sent, Map<Integer, Long> received, int attempts) {
    public SyncReport {
        sent = Map.copyOf(sent);
        received = Map.copyOf(received);
    }

    /** Bytes of arrays sent to all members together. */
    public long bytesSent() {
        return sum(sent);
    }

    /** Bytes of arrays received from all members together. */
    public long bytesReceived() {
        return sum(received);
    }

    private static long sum(Map<Integer, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
