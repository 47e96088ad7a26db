package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.shape.Link;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ShapedRingTest {
    /** Best of three, since a busy machine only makes it slower. 2 (W - 1) / W of the bytes pass every line in each direction; the rest is a few latencies. */
    @Test
    void aRingTakesTheTimeThatItsLinesNeed() throws Exception {
        double rate = 40e6;
        long bytes = 2_000_000;
        try (LoopbackMesh mesh =
                new LoopbackMesh(4, new Link(new Bandwidth(rate), Duration.ofMillis(5), 0), Duration.ofSeconds(20))) {
            double seconds = Double.MAX_VALUE;
            for (int attempt = 0; attempt < 3; attempt++) {
                seconds = Math.min(seconds, Collections.max(mesh.run(group -> {
                    group.barrier();
                    long start = System.nanoTime();
                    group.allReduceSum(Arena.ofAuto().allocate(bytes), Kind.DENSE);
                    return (System.nanoTime() - start) / 1e9;
                })));
            }
            double least = 2 * 0.75 * bytes * 8 / rate;
            assertThat(seconds).isBetween(0.97 * least, 1.5 * least);
        }
    }
}
