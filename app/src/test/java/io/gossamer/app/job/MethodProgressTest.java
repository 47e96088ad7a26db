package io.gossamer.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.app.console.Progress;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;
import org.junit.jupiter.api.Test;

final class MethodProgressTest {
    private static Event.Step step(int worker, long step, double loss) {
        return new Event.Step(
                worker, step, loss, 0.01, 0, 0.01, new ByteCount(900, 90, 10), ByteCount.ZERO, step * 0.02);
    }

    @Test
    void showsTheMeanOverWorkersAndEstimatesTheRest() {
        MethodProgress method = new MethodProgress(2, 100, 1000);
        for (int step = 0; step < 50; step++) {
            method.add(step(0, step, 1), 1000 + step * 0.2);
            boolean changed = method.add(step(1, step, 3), 1000.2 + step * 0.2);
            assertThat(changed).isTrue();
        }
        method.add(new Event.Evaluation(0, 50, 1, 50_000, 2, 0.9), 1010);

        Progress progress = method.progress(1010);
        assertThat(progress.step()).isEqualTo(50);
        assertThat(progress.steps()).isEqualTo(100);
        assertThat(progress.loss()).isEqualTo(2);
        assertThat(progress.accuracy()).isEqualTo(0.9);
        assertThat(progress.bytesSent()).isCloseTo(50_000, within(1e-6));
        assertThat(progress.bytesPerSecond()).isCloseTo(5_000, within(300.0));
        assertThat(progress.secondsLeft()).isCloseTo(10, within(0.3));
    }

    @Test
    void afterAResumeOnlyNewStepsCountForTheEstimate() {
        MethodProgress method = new MethodProgress(1, 100, 0);
        for (int step = 80; step < 90; step++) {
            method.add(step(0, step, 1), 30 + (step - 79) * 1.0);
        }
        assertThat(method.progress(40).secondsLeft()).isCloseTo(10, within(1e-6));
    }

    @Test
    void oneStepIsNoGroundForAnEstimate() {
        MethodProgress method = new MethodProgress(1, 100, 0);
        method.add(step(0, 0, 1), 20);
        assertThat(method.progress(20).secondsLeft()).isNaN();
    }

    @Test
    void anEvaluationBeforeTheFirstStepIsNotShownYet() {
        MethodProgress method = new MethodProgress(1, 100, 0);
        assertThat(method.add(new Event.Evaluation(0, 0, 0, 0, 2.3, 0.1), 1)).isFalse();
        assertThat(method.add(new Event.Started(0, 1, 1000, 0, "00"), 1)).isFalse();
    }
}
