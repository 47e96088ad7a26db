package io.gossamer.net.shape;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.core.unit.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * The access line of a node: {@code RATE,LATENCY[,LOSS]}, such as {@code 20mbit,10ms,0.01}, or {@code none}.
 *
 * @param rate caps the node's upload and, separately, its download, each shared by all its peers
 * @param latency one way, per pair
 * @param loss the share of packets that have to be sent again, each delayed by one retransmission; 0 to 0.5
 */
public record Link(Bandwidth rate, Duration latency, double loss) {
    /** No shaping at all. */
    public static final Link NONE = new Link(new Bandwidth(Double.POSITIVE_INFINITY), Duration.ZERO, 0);

    private static final double HIGHEST_LOSS = 0.5;

    public Link {
        if (!(rate.bitsPerSecond() > 0)) {
            throw new GossamerException("A link needs a rate above zero", "Write it as RATE,LATENCY[,LOSS].");
        }
        if (latency.isNegative() || latency.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new GossamerException("A latency of " + latency + " is out of range", "Use 0ms to 60s.");
        }
        if (!(loss >= 0 && loss <= HIGHEST_LOSS)) {
            throw new GossamerException("A loss of " + loss + " is out of range", "Use a share from 0 to 0.5.");
        }
    }

    /** Whether bytes may pass as fast as they can. */
    public boolean isNone() {
        return Double.isInfinite(rate.bitsPerSecond()) && latency.isZero() && loss == 0;
    }

    /** Reads {@code RATE,LATENCY[,LOSS]} or {@code none}. */
    public static Link parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (trimmed.equals("none")) {
            return NONE;
        }
        String[] parts = trimmed.split(",", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw malformed(text);
        }
        Bandwidth rate = Bandwidth.parse(parts[0]);
        Duration latency = Durations.parse(parts[1]);
        double loss = parts.length == 3 ? parseLoss(parts[2].strip(), text) : 0;
        return new Link(rate, latency, loss);
    }

    private static double parseLoss(String part, String text) {
        try {
            return part.endsWith("%")
                    ? Double.parseDouble(part.substring(0, part.length() - 1)) / 100
                    : Double.parseDouble(part);
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static GossamerException malformed(String text) {
        return new GossamerException(
                "'" + text + "' is no link", "Write RATE,LATENCY[,LOSS], such as 20mbit,10ms,0.01, or none.");
    }
}
