package io.gossamer.app.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.MethodResult.BitsPerParameter;
import io.gossamer.train.run.MethodResult.CheckpointFile;
import io.gossamer.train.run.MethodResult.Scores;
import io.gossamer.train.run.MethodResult.StepBytes;
import io.gossamer.train.run.MethodResult.StepBytes.Phase;
import io.gossamer.train.run.MethodResult.TimeTo;
import io.gossamer.train.run.MethodResult.WireBytes;
import io.gossamer.train.run.RunResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeadlineTest {
    private static final MethodResult PLAIN =
            run("allreduce", 0.985, 830_000_000L, 140, Map.of("0.95", 60.0, "0.97", 110.0));

    private static MethodResult run(
            String method, double accuracy, long sent, double seconds, Map<String, Double> timeTo) {
        return run(method, accuracy, sent, seconds, timeTo, 0);
    }

    private static MethodResult run(
            String method, double accuracy, long sent, double seconds, Map<String, Double> timeTo, double hidden) {
        return new MethodResult(
                method,
                Map.of(),
                400,
                false,
                seconds,
                new Scores(0.05, accuracy),
                new WireBytes(sent, sent),
                new StepBytes(new Phase(0, 0, 0), new Phase(0, sent / 1600.0, 0)),
                new BitsPerParameter(0, sent / 1600.0 * 8 / 61_706),
                1,
                1,
                1,
                hidden,
                new TimeTo(new HashMap<>(timeTo)),
                Optional.empty(),
                Optional.empty(),
                new CheckpointFile("model.safetensors", "00"),
                "report.html");
    }

    private static RunResult job(MethodResult... runs) {
        return new RunResult("digits", "lenet", 4, "20mbit,10ms", 1, List.of(runs));
    }

    @Test
    void saysWhatANewcomerWantsToKnow() {
        MethodResult dgc = run("dgc", 0.984, 10_000_000L, 20, Map.of("0.95", 5.0, "0.97", 10.0));
        Headline headline = Headline.of(job(PLAIN, dgc));

        assertThat(headline.title()).isEqualTo("Same accuracy, 83 times fewer bytes, 11 times sooner");
        assertThat(headline.sentence())
                .isEqualTo("dgc reached 98.40 % accuracy and sent 2.50 MB per worker; allreduce reached 98.50 %"
                        + " and sent 208 MB. It was 97 % accurate after 10.0 s instead of 1 min 50 s.");
    }

    @Test
    void doesNotHideALossOfAccuracy() {
        MethodResult topk = run("topk", 0.955, 10_000_000L, 20, Map.of("0.95", 19.0));

        assertThat(Headline.of(job(PLAIN, topk)).title())
                .isEqualTo("3.0 points lower accuracy, 83 times fewer bytes, 3.2 times sooner");
    }

    @Test
    void putsForwardTheCheapestThatIsAsGood() {
        MethodResult topk = run("topk", 0.90, 1_000_000L, 20, Map.of());
        MethodResult dgc = run("dgc", 0.984, 10_000_000L, 20, Map.of());
        MethodResult diloco = run("diloco", 0.983, 20_000_000L, 20, Map.of());

        assertThat(Figures.shown(job(PLAIN, topk, diloco, dgc))).isSameAs(dgc);
    }

    @Test
    void saysSoWhenTheCleverMethodIsSlower() {
        MethodResult dgc = run("dgc", 0.985, 10_000_000L, 280, Map.of("0.97", 220.0));

        assertThat(Headline.of(job(PLAIN, dgc)).title()).endsWith("2.0 times later");
    }

    @Test
    void comparesWholeRunsWhereNoAccuracyWasReachedByBoth() {
        MethodResult plain = run("allreduce", 0.42, 830_000_000L, 140, Map.of());
        MethodResult dgc = run("dgc", 0.42, 10_000_000L, 14, Map.of());

        assertThat(Headline.of(job(plain, dgc)).title())
                .isEqualTo("Same accuracy, 83 times fewer bytes, 10 times sooner");
        assertThat(Headline.of(job(plain, dgc)).sentence()).endsWith("Training took 14.0 s instead of 2 min 20 s.");
    }

    @Test
    void oneRunAloneIsNotCompared() {
        assertThat(Headline.of(job(PLAIN)).title()).isEqualTo("98.50 % accuracy in 2 min 20 s, 208 MB sent per worker");
    }

    @Test
    void theTableHasALineForEachMethod() {
        MethodResult dgc = run("dgc", 0.984, 10_000_000L, 20, Map.of());

        assertThat(ResultTable.text(job(PLAIN, dgc)).lines())
                .containsExactly(
                        "method     accuracy    loss  sent/worker  fewer bytes  bits/param  steps  training time     to 97 %",
                        "allreduce   98.50 %  0.0500       208 MB            –        67.3    400     2 min 20 s  1 min 50 s",
                        "dgc         98.40 %  0.0500      2.50 MB          83x       0.810    400         20.0 s           –");
    }

    @Test
    void tellsWhatWasHiddenWhereSomethingWas() {
        MethodResult streaming = run("streaming-diloco", 0.98, 1_000_000L, 20, Map.of(), 6);
        MethodResult atOnce = run("diloco", 0.98, 8_000_000L, 24, Map.of(), 0);

        assertThat(ResultTable.text(job(atOnce, streaming)).lines())
                .satisfiesExactly(
                        head -> assertThat(head).endsWith("  to 97 %   hidden"),
                        line -> assertThat(line).startsWith("diloco").endsWith("–        –"),
                        line -> assertThat(line).startsWith("streaming-diloco").endsWith("–  75.00 %"));
        assertThat(Overlap.sentences(job(atOnce, streaming)))
                .containsExactly("streaming-diloco communicated 8.00 s, of which 75.00 % hidden behind computing.");
        assertThat(ResultTable.heads(job(PLAIN, atOnce))).doesNotContain("hidden");
        assertThat(Overlap.sentences(job(PLAIN, atOnce))).isEmpty();
    }
}
