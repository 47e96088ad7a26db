package io.gossamer.net.admission;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often hosts come: a bucket of attempts for each, which fills up with time. It remembers the hosts that came last.
 */
public final class AttemptRate {
    private static final int MOST_HOSTS = 4096;
    private static final double NANOS = 1e9;

    private final Limits limits;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_HOSTS;
        }
    };

    private record Bucket(double attempts, long at) {}

    public AttemptRate(Limits limits) {
        this.limits = limits;
    }

    /** Whether {@code host} may try once more at {@code now}, in nanoseconds. */
    public synchronized boolean allows(String host, long now) {
        Bucket bucket = buckets.getOrDefault(host, new Bucket(limits.attempts(), now));
        double refilled = bucket.attempts + (now - bucket.at) / NANOS * limits.attemptsPerSecond();
        double attempts = Math.min(limits.attempts(), refilled);
        boolean allowed = attempts >= 1;
        buckets.put(host, new Bucket(allowed ? attempts - 1 : attempts, now));
        return allowed;
    }
}
