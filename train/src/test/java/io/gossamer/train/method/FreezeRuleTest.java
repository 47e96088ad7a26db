package io.gossamer.train.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FreezeRuleTest {
    private static long settledAt(FreezeRule rule, LongToDoubleFunction norm) {
        FreezeRule.Watch watch = rule.watch();
        return LongStream.range(0, 1000)
                .filter(step -> watch.settled(step, () -> norm.applyAsDouble(step)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void aFixedRuleCountsDenseSteps() {
        assertThat(settledAt(new FreezeRule.After(90), step -> 1)).isEqualTo(89);
        assertThat(settledAt(new FreezeRule.After(1), step -> 1)).isEqualTo(0);
    }

    @Test
    void aNormThatStandsStillIsSteadyAfterOnePeriodOrAfterTheWarmup() {
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 0), step -> 3)).isEqualTo(20);
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 70), step -> 3)).isEqualTo(70);
    }

    @Test
    void aNormThatFallsOrGrowsByMoreThanFourPercentAPeriodIsNot() {
        // Over 20 steps the ratio is base^20; it is within 4 % where base is within 0.2 %.
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 0), step -> Math.pow(0.997, step)))
                .isEqualTo(-1);
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 0), step -> Math.pow(1.003, step)))
                .isEqualTo(-1);
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 0), step -> Math.pow(0.999, step)))
                .isEqualTo(20);
        // 1 - 0.9^step: within 4 % of what it was 20 steps before once 0.9^(step - 20) (1 - 0.9^20) < 0.04.
        assertThat(settledAt(new FreezeRule.WhenSteady(0.95, 0), step -> 1 - Math.pow(0.9, step)))
                .isEqualTo(50);
    }
}
