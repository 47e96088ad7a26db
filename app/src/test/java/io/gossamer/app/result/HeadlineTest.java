package io.gossamer.app.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.result.MethodResult.ByKind;
import io.gossamer.app.result.MethodResult.Bytes;
import io.gossamer.app.result.MethodResult.BytesPerStep;
import io.gossamer.app.result.MethodResult.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeadlineTest {
    private static MethodResult run(String method, Double accuracy, long sent, double seconds, TimeTo.Point... points) {
        return new MethodResult(
                method,
                400,
                seconds,
                new Outcome(0.05, accuracy),
                new Bytes(sent, sent),
                new BytesPerStep(null, new ByKind(0, sent / 1600.0, 0)),
                1,
                1,
                1,
                TimeTo.of(List.of(points)),
                null,
                "report.html");
    }

    private static JobResult job(MethodResult... runs) {
        return new JobResult("digits", "lenet", 4, "20mbit,10ms", 1, List.of(runs));
    }

    private static final MethodResult PLAIN = run(
            "allreduce", 0.985, 830_000_000L, 140, new TimeTo.Point(60, 0.96), new TimeTo.Point(110, 0.975));

    @Test
    void saysWhatANewcomerWantsToKnow() {
        MethodResult dgc = run("dgc", 0.984, 10_000_000L, 20, new TimeTo.Point(5, 0.96), new TimeTo.Point(10, 0.971));
        Headline headline = Headline.of(job(PLAIN, dgc));

        assertThat(headline.title()).isEqualTo("Same accuracy, 83 times fewer bytes, 11 times sooner");
        assertThat(headline.sentence())
                .isEqualTo("dgc reached 98.40 % accuracy and sent 2.50 MB per worker; allreduce reached 98.50 %"
                        + " accuracy and sent 208 MB. It was 97 % accurate after 10.0 s instead of 1 min 50 s.");
    }

    @Test
    void doesNotHideALossOfAccuracy() {
        MethodResult topk = run("topk", 0.955, 10_000_000L, 20, new TimeTo.Point(19, 0.955));

        assertThat(Headline.of(job(PLAIN, topk)).title())
                .isEqualTo("3.0 points lower accuracy, 83 times fewer bytes, 3.2 times sooner");
    }

    @Test
    void putsForwardTheCheapestThatIsAsGood() {
        MethodResult topk = run("topk", 0.90, 1_000_000L, 20);
        MethodResult dgc = run("dgc", 0.984, 10_000_000L, 20);
        MethodResult diloco = run("diloco", 0.983, 20_000_000L, 20);

        assertThat(Headline.shown(job(PLAIN, topk, diloco, dgc))).isSameAs(dgc);
    }

    @Test
    void saysSoWhenTheCleverMethodIsSlower() {
        MethodResult dgc = run("dgc", 0.985, 10_000_000L, 280, new TimeTo.Point(220, 0.975));

        assertThat(Headline.of(job(PLAIN, dgc)).title()).endsWith("2.0 times later");
    }

    @Test
    void aTaskWithoutAccuracyIsJudgedByItsLoss() {
        MethodResult plain = run("allreduce", null, 830_000_000L, 140);
        MethodResult dgc = run("dgc", null, 10_000_000L, 14);

        assertThat(Headline.of(job(plain, dgc)).title()).isEqualTo("Same loss, 83 times fewer bytes, 10 times sooner");
    }

    @Test
    void oneRunAloneIsNotCompared() {
        assertThat(Headline.of(job(PLAIN)).title())
                .isEqualTo("98.50 % accuracy in 2 min 20 s, 208 MB sent per worker");
    }

    @Test
    void everyThresholdIsListedReachedOrNot() {
        TimeTo times = PLAIN.timeTo();

        assertThat(times.accuracy().keySet()).containsExactly("0.90", "0.95", "0.97", "0.98", "0.99");
        assertThat(times.seconds(0.90)).hasValue(60);
        assertThat(times.seconds(0.97)).hasValue(110);
        assertThat(times.seconds(0.98)).isEmpty();
    }
}
