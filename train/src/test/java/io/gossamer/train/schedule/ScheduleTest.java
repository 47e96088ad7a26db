package io.gossamer.train.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void talksAfterEachPeriod() {
        TalkSchedule every3 = TalkSchedule.every(3);
        assertThat(LongStream.range(0, 9).filter(every3::due)).containsExactly(2L, 5L, 8L);
        assertThat(LongStream.range(0, 3).filter(TalkSchedule.everyStep()::due)).containsExactly(0L, 1L, 2L);
        assertThatThrownBy(() -> TalkSchedule.every(0)).isInstanceOf(GossamerException.class);
    }

    @Test
    void paperDensityFallsByQuarters() {
        Density density = Density.paper(0.001, 80);
        assertThat(density.warmup()).containsExactly(0.25, 0.0625, 0.015625, 0.00390625);
        assertThat(density.warmupSteps()).isEqualTo(80);
        assertThat(density.at(0)).isEqualTo(0.25);
        assertThat(density.at(19)).isEqualTo(0.25);
        assertThat(density.at(20)).isEqualTo(0.0625);
        assertThat(density.at(79)).isEqualTo(0.00390625);
        assertThat(density.at(80)).isEqualTo(0.001);
    }

    @Test
    void geometricDensityIsThatOfTheOfficialCode() {
        Density density = Density.geometric(0.001, 5, 5);
        double[] expected = {0.3162, 0.1, 0.0316, 0.01, 0.00316, 0.001};
        for (int epoch = 0; epoch < expected.length; epoch++) {
            assertThat(density.at(epoch)).isCloseTo(expected[epoch], within(expected[epoch] * 1e-3));
        }
    }

    @Test
    void warmupNeverGoesBelowTheFinalDensity() {
        assertThat(Density.paper(0.1, 40).warmup()).containsExactly(0.25, 0.1, 0.1, 0.1);
        assertThat(Density.paper(0.01, 0).at(0)).isEqualTo(0.01);
    }

    @Test
    void rejectsDensitiesOutsideTheUnitInterval() {
        assertThatThrownBy(() -> Density.constant(0)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> Density.constant(1.5)).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> Density.constant(Double.NaN)).isInstanceOf(GossamerException.class);
    }

    @Test
    void learningRateRisesThenFollowsTheCosine() {
        LearningRate rate = new LearningRate(0.5, 10, LearningRate.Decay.COSINE, 110);
        assertThat(rate.at(0)).isEqualTo(0.05);
        assertThat(rate.at(9)).isEqualTo(0.5);
        assertThat(rate.at(10)).isEqualTo(0.5);
        assertThat(rate.at(60)).isCloseTo(0.5 * 0.55, within(1e-12));
        assertThat(rate.at(110)).isCloseTo(0.05, within(1e-12));
        assertThat(new LearningRate(0.5, 0, LearningRate.Decay.CONSTANT, 10).at(7))
                .isEqualTo(0.5);
    }
}
