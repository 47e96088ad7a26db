package io.gossamer.bench.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllReduceBenchTest {
    /** The workers check every sum themselves, and end with an error where one is wrong. */
    @Test
    void allEntrantsThatNeedNoLibraryOfTheUsersReduceInProcessesOfTheirOwn() throws Exception {
        List<Entrant> entrants = List.copyOf(EnumSet.complementOf(EnumSet.of(Entrant.PCCL)));
        AllReduceSpec spec = new AllReduceSpec(3, 1 << 20, 2, 1, 3, AllReduceSpec.NO_LINK, entrants);
        AllReduceTimes times = AllReduceBench.measure(spec);

        assertThat(times.seconds()).hasSameSizeAs(entrants);
        assertThat(times.seconds().values())
                .allSatisfy(seconds -> assertThat(seconds)
                        .hasSize(3)
                        .satisfies(all -> assertThat(Arrays.stream(all)).allMatch(each -> each > 0)));
    }

    @Test
    void aSpecIsReadAsItIsWritten() {
        AllReduceSpec spec =
                new AllReduceSpec(2, 4096, 5, 6, 7, "1gbit,1ms", List.of(Entrant.ELASTIC_8_BIT, Entrant.BARE_RING));
        assertThat(spec.words()).hasSize(AllReduceSpec.WORDS);
        assertThat(AllReduceSpec.parse(spec.words())).isEqualTo(spec);
    }
}
