package io.gossamer.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Said;
import io.gossamer.train.exchange.Spoken;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final Summary summary = new Summary(1);

    @Test
    void separatesWarmupFromSteadyStateAndAveragesOverWorkers() {
        for (int worker = 0; worker < 2; worker++) {
            summary.add(new Event.Started(worker, 4711, 500, 0, "00"));
            summary.add(step(worker, 0, new ByteCount(1000, 10, 1)));
            summary.add(step(worker, 1, new ByteCount(100 + worker * 20, 10, 1)));
            summary.add(step(worker, 2, new ByteCount(100, 10, 1)));
            summary.add(new Event.Finished(
                    worker, 3, false, 4 + worker, new ByteCount(2000, 0, 0), new ByteCount(0, 3000, 0), 0));
        }
        summary.add(new Event.Evaluation(0, 3, 4.5, 1000, 0.1, 0.96));

        MethodResult result = summary.result("dgc", Map.of(), null, "report.html");

        assertThat(result.bytesPerStep().warmup()).isEqualTo(new MethodResult.StepBytes.Phase(1000, 10, 1));
        assertThat(result.bytesPerStep().steady().compressed()).isEqualTo(105);
        assertThat(result.bitsPerParameter())
                .isEqualTo(new MethodResult.BitsPerParameter(1011 * 8 / 500.0, 116 * 8 / 500.0));
        assertThat(result.bytes()).isEqualTo(new MethodResult.WireBytes(4000, 6000));
        assertThat(result.seconds()).isEqualTo(4.5);
        assertThat(result.steps()).isEqualTo(3);
        assertThat(result.computeSeconds()).isCloseTo(3 * 0.5, within(1e-12));
        assertThat(result.waitSeconds()).isCloseTo(3 * 0.25, within(1e-12));
    }

    @Test
    void whatWasHiddenIsThatOfAMeanWorkerInAllSteps() {
        for (int worker = 0; worker < 2; worker++) {
            for (int step = 0; step < 4; step++) {
                summary.add(step(worker, step, ByteCount.ZERO));
            }
            summary.add(new Event.Hidden(worker, 1, 0.25));
            summary.add(new Event.Hidden(worker, 3, 0.5 + worker));
            summary.add(new Event.Finished(worker, 4, false, 4, ByteCount.ZERO, ByteCount.ZERO, 0));
        }
        summary.add(new Event.Evaluation(0, 4, 4, 0, 0.1, 0.9));

        MethodResult result = summary.result("streaming-diloco", Map.of("overlap", "1"), null, "report.html");
        assertThat(result.hiddenSeconds()).isCloseTo(1.25, within(1e-12));
        assertThat(Json.read(Json.document(result), MethodResult.class, "It")).isEqualTo(result);
        assertThat(Json.document(result)).contains("\"hiddenSeconds\"");
    }

    @Test
    void keepsTheFirstTimeAnAccuracyIsReached() {
        summary.add(new Event.Evaluation(0, 0, 0, 0, 2.3, 0.1));
        summary.add(new Event.Evaluation(0, 10, 1.5, 100, 0.3, 0.951));
        summary.add(new Event.Evaluation(0, 20, 3.0, 200, 0.4, 0.94));
        summary.add(new Event.Evaluation(0, 30, 4.5, 300, 0.2, 0.97));

        Map<String, Double> timeTo =
                summary.result("dgc", Map.of(), null, "report.html").timeTo().accuracy();

        assertThat(timeTo).containsEntry("0.90", 1.5).containsEntry("0.95", 1.5).containsEntry("0.97", 4.5);
        assertThat(timeTo).containsEntry("0.98", null).containsEntry("0.99", null);
    }

    @Test
    void keepsWhatWasMeasuredLast() {
        Said early = new Said("weight", 10, 0.9, 1);
        Said late = new Said("weight", 10, 0.5, 2);
        summary.add(new Event.Evaluation(0, 0, 0, 0, 2.3, 0.1));
        assertThat(summary.result("dgc", Map.of(), null, "report.html").layers())
                .isEmpty();
        summary.add(new Event.Layers(0, 0, List.of(early), List.of()));
        summary.add(new Event.Layers(0, 9, List.of(late), List.of(early)));

        assertThat(summary.result("dgc", Map.of(), null, "report.html").layers())
                .contains(new Spoken(9, List.of(late), List.of(early)));
    }

    @Test
    void addsUpWhatTheClientsOfAllWorkersSaid() {
        summary.add(new Event.Evaluation(0, 3, 4.5, 1000, 0.1, 0.96));
        assertThat(summary.result("scafcom", Map.of(), null, "report.html").clients())
                .isEmpty();
        summary.add(new Event.Clients(1, List.of(new ClientTraffic(2, 50, 7))));
        summary.add(new Event.Clients(0, List.of(new ClientTraffic(0, 20, 7), new ClientTraffic(1, 0, 7))));
        assertThat(summary.result("scafcom", Map.of(), null, "report.html").clients())
                .contains(new MethodResult.Clients(
                        3,
                        new MethodResult.Clients.Spread(70, 0, 20, 50),
                        new MethodResult.Clients.Spread(21, 7, 7, 7)));
    }

    @Test
    void hasNoResultWithoutAnEvaluation() {
        assertThatThrownBy(() -> summary.result("dgc", Map.of(), null, "report.html"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Event step(int worker, long step, ByteCount sent) {
        return new Event.Step(worker, step, 1, 0.5, 0.1, 0.25, sent, ByteCount.ZERO, step + 1);
    }
}
