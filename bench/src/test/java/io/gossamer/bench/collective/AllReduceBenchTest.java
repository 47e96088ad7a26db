package io.gossamer.bench.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.bench.report.Rounds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AllReduceBenchTest {
    /** The workers check every sum themselves, and end with an error where one is wrong. */
    @Test
    void bothContendersReduceInProcessesOfTheirOwn() throws Exception {
        Rounds rounds = AllReduceBench.measure(new AllReduceSpec(2, 1 << 20, 1, 3));

        assertThat(rounds.count()).isEqualTo(3);
        assertThat(Arrays.stream(rounds.ours()))
                .allSatisfy(seconds -> assertThat(seconds).isPositive());
        assertThat(Arrays.stream(rounds.theirs()))
                .allSatisfy(seconds -> assertThat(seconds).isPositive());
    }
}
