package io.gossamer.train.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.reproduce.BandwidthTable;
import org.junit.jupiter.api.Test;

class LinkDemandTest {
    @Test
    void theFormulaIsThatOfTheSheet() {
        // 16 Gbit within one step of 0.1 s at 50 %, of which 0.08 s cost nothing.
        assertThat(new LinkDemand(16, 1, 1, 0.08).gigabits(1e9, 0.1, 0.5)).isCloseTo(16 / 0.18, within(1e-9));
        assertThat(new LinkDemand(4, 8, 100, 0.18).gigabits(1e9, 0.1, 0.99)).isCloseTo(0.5 / 0.192626, within(1e-4));
    }

    @Test
    void nearlyAllFiguresOfThePaperAreWithinAQuarter() {
        assertThat(BandwidthTable.figures()).isEqualTo(25);
        assertThat(BandwidthTable.within(0.25)).isEqualTo(24);
        assertThat(BandwidthTable.within(0.15)).isEqualTo(22);
    }
}
