package io.gossamer.net.schedule;

import java.util.Arrays;
import java.util.Comparator;

/** Picks the way to combine an array over all nodes. It picks the same for the same arguments, so all nodes agree. */
public sealed interface Selector {
    /** @param bytes of the whole array */
    Algorithm choose(long bytes, int nodes);

    /** Where nothing is known of the lines: directly up to {@link Algorithm#LARGEST_DIRECT}, around the ring above. */
    record BySize() implements Selector {
        @Override
        public Algorithm choose(long bytes, int nodes) {
            return bytes <= Algorithm.LARGEST_DIRECT ? Algorithm.DIRECT : Algorithm.RING;
        }
    }

    /** What {@link Algorithm#seconds} says is the fastest. */
    record ByCost(LinkModel link) implements Selector {
        @Override
        public Algorithm choose(long bytes, int nodes) {
            return Arrays.stream(Algorithm.values())
                    .filter(algorithm -> algorithm != Algorithm.DIRECT || bytes <= Algorithm.LARGEST_DIRECT)
                    .min(Comparator.comparingDouble(algorithm -> algorithm.seconds(bytes, nodes, link)))
                    .orElseThrow();
        }
    }

    /** Always the same; around the ring where an array is too long to go directly. */
    record Fixed(Algorithm algorithm) implements Selector {
        @Override
        public Algorithm choose(long bytes, int nodes) {
            boolean tooLong = algorithm == Algorithm.DIRECT && bytes > Algorithm.LARGEST_DIRECT;
            return tooLong ? Algorithm.RING : algorithm;
        }
    }
}
