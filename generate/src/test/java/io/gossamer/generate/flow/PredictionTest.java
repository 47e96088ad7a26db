package io.gossamer.generate.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PredictionTest {
    @ParameterizedTest
    @EnumSource
    void everyPredictionBecomesEveryOtherAndBack(NoiseSchedule schedule) {
        for (double t = 0.01; t < 1; t += 0.07) {
            double clean = 0.8;
            double noise = -1.3;
            double state = schedule.alpha(t) * clean + schedule.sigma(t) * noise;
            for (Prediction from : Prediction.values()) {
                for (Prediction to : Prediction.values()) {
                    double said = from.target(schedule, t, clean, noise);
                    double there = from.to(to, schedule, t).apply(state, said);
                    assertThat(there).isCloseTo(to.target(schedule, t, clean, noise), within(1e-6));
                    assertThat(to.to(from, schedule, t).apply(state, there)).isCloseTo(said, within(1e-6));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ratesAreDerivatives(NoiseSchedule schedule) {
        double h = 1e-6;
        for (double t = 0.1; t < 1; t += 0.2) {
            assertThat(schedule.alphaRate(t))
                    .isCloseTo((schedule.alpha(t + h) - schedule.alpha(t - h)) / (2 * h), within(1e-6));
            assertThat(schedule.sigmaRate(t))
                    .isCloseTo((schedule.sigma(t + h) - schedule.sigma(t - h)) / (2 * h), within(1e-6));
        }
    }

    @Test
    void onTheLinearPathTheVelocityIsNoiseMinusData() {
        assertThat(Prediction.VELOCITY.target(NoiseSchedule.LINEAR, 0.3, 2, 5)).isEqualTo(3);
    }

    @Test
    void pureNoiseSaysNothingAboutTheData() {
        assertThatThrownBy(() -> Prediction.NOISE.to(Prediction.VELOCITY, NoiseSchedule.LINEAR, 1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("t = 1");
    }
}
