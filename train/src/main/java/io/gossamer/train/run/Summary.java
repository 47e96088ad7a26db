package io.gossamer.train.run;

import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Spoken;
import io.gossamer.train.run.MethodResult.StepBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the events of one method's run into its figures. */
public final class Summary {
    /** Accuracies whose time is always reported. */
    public static final List<String> ACCURACIES = List.of("0.90", "0.95", "0.97", "0.98", "0.99");

    private final long warmupSteps;
    private ByteCount warmup = ByteCount.ZERO;
    private ByteCount steady = ByteCount.ZERO;
    private long warmupCount;
    private long steadyCount;
    private double computeSeconds;
    private double sendSeconds;
    private double waitSeconds;
    private double hiddenSeconds;
    private long sent;
    private long received;
    private double seconds;
    private int finishedWorkers;
    private long steps;
    private boolean stopped;
    private long parameters;
    private Optional<Event.Evaluation> last = Optional.empty();
    private Optional<Spoken> layers = Optional.empty();
    private final Map<Integer, ClientTraffic> clients = new TreeMap<>();
    private final Map<String, Double> timeTo = new LinkedHashMap<>();

    /** @param warmupSteps steps that count as warm-up */
    public Summary(long warmupSteps) {
        this.warmupSteps = warmupSteps;
        ACCURACIES.forEach(accuracy -> timeTo.put(accuracy, null));
    }

    public void add(Event event) {
        switch (event) {
            case Event.Step step -> add(step);
            case Event.Hidden hidden -> hiddenSeconds += hidden.hiddenSeconds();
            case Event.Evaluation evaluation -> add(evaluation);
            case Event.Finished finished -> add(finished);
            case Event.Started started -> parameters = started.parameters();
            case Event.Layers told -> layers = Optional.of(new Spoken(told.step(), told.said(), told.served()));
            case Event.Clients told ->
                told.clients().forEach(each -> clients.merge(each.client(), each, ClientTraffic::plus));
            case Event.Noted noted -> {}
            case Event.Stood stood -> {}
            case Event.Checkpointed checkpointed -> {}
            case Event.Failed failed -> {}
            case Event.Lost lost -> {}
            case Event.CoordinatorLost lost -> {}
        }
    }

    private void add(Event.Step step) {
        if (step.step() < warmupSteps) {
            warmup = warmup.plus(step.sent());
            warmupCount++;
        } else {
            steady = steady.plus(step.sent());
            steadyCount++;
        }
        computeSeconds += step.computeSeconds();
        sendSeconds += step.sendSeconds();
        waitSeconds += step.waitSeconds();
    }

    private void add(Event.Evaluation evaluation) {
        last = Optional.of(evaluation);
        timeTo.replaceAll((accuracy, before) -> before == null && evaluation.accuracy() >= Double.parseDouble(accuracy)
                ? Double.valueOf(evaluation.seconds())
                : before);
    }

    private void add(Event.Finished finished) {
        sent += finished.sent().total();
        received += finished.received().total();
        seconds += finished.seconds();
        finishedWorkers++;
        steps = Math.max(steps, finished.steps());
        stopped |= finished.stopped();
    }

    /** Whether the model was evaluated, so that there are figures to give. */
    public boolean evaluated() {
        return last.isPresent();
    }

    /** The figures, once all workers have finished. */
    public MethodResult result(
            String method, Map<String, String> settings, MethodResult.CheckpointFile checkpoint, String report) {
        Event.Evaluation evaluation =
                last.orElseThrow(() -> new IllegalStateException(method + " ended without an evaluation"));
        StepBytes perStep = new StepBytes(phase(warmup, warmupCount), phase(steady, steadyCount));
        return new MethodResult(
                method,
                settings,
                steps,
                stopped,
                seconds / Math.max(1, finishedWorkers),
                new MethodResult.Scores(evaluation.loss(), evaluation.accuracy()),
                new MethodResult.WireBytes(sent, received),
                perStep,
                new MethodResult.BitsPerParameter(bits(perStep.warmup()), bits(perStep.steady())),
                ofMeanWorker(computeSeconds),
                ofMeanWorker(sendSeconds),
                ofMeanWorker(waitSeconds),
                ofMeanWorker(hiddenSeconds),
                new MethodResult.TimeTo(timeTo),
                layers,
                MethodResult.Clients.of(clients.values()),
                checkpoint,
                report);
    }

    /** From a sum over all steps of all workers, of whom some may have taken only some steps. */
    private double ofMeanWorker(double sum) {
        return sum / Math.max(1, warmupCount + steadyCount) * steps;
    }

    private double bits(StepBytes.Phase bytes) {
        return parameters == 0 ? 0 : bytes.total() * Byte.SIZE / parameters;
    }

    private static StepBytes.Phase phase(ByteCount bytes, long count) {
        double n = Math.max(1, count);
        return new StepBytes.Phase(bytes.compressed() / n, bytes.dense() / n, bytes.control() / n);
    }
}
