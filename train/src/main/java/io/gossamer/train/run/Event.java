package io.gossamer.train.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Said;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happens in a run, one JSON object a line in {@code metrics.jsonl}. Seconds are on the training clock. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Event.Step.class, name = "step"),
    @JsonSubTypes.Type(value = Event.Hidden.class, name = "hidden"),
    @JsonSubTypes.Type(value = Event.Evaluation.class, name = "evaluation"),
    @JsonSubTypes.Type(value = Event.Stood.class, name = "stood"),
    @JsonSubTypes.Type(value = Event.Layers.class, name = "layers"),
    @JsonSubTypes.Type(value = Event.Noted.class, name = "note"),
    @JsonSubTypes.Type(value = Event.Clients.class, name = "clients"),
    @JsonSubTypes.Type(value = Event.Checkpointed.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = Event.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = Event.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Event.Lost.class, name = "lost"),
    @JsonSubTypes.Type(value = Event.CoordinatorLost.class, name = "coordinator-lost")
})
public sealed interface Event {
    /** Stands for no worker. */
    int NOBODY = -1;

    /**
     * The rank of the worker that tells it; where workers come and go, its number among those of its launcher. {@link
     * #NOBODY} if it is about none.
     */
    int worker();

    /**
     * A worker is ready to train.
     *
     * @param parameters number of trainable parameters
     * @param step the first step it will take, above 0 after a resume
     * @param dataChecksum SHA-256 of the training data
     */
    record Started(int worker, long pid, long parameters, long step, String dataChecksum) implements Event {}

    /**
     * A step is done.
     *
     * @param step counted from 0
     * @param loss mean loss of this worker's batches, NaN if it had none
     * @param computeSeconds forward, backward, optimiser, coding
     * @param sendSeconds part of the exchange in which this worker's own bytes were leaving
     * @param waitSeconds rest of the exchange
     * @param sent bytes written in this step
     * @param received bytes read in this step
     * @param seconds training clock at its end
     */
    record Step(
            int worker,
            long step,
            double loss,
            double computeSeconds,
            double sendSeconds,
            double waitSeconds,
            ByteCount sent,
            ByteCount received,
            double seconds)
            implements Event {}

    /**
     * An exchange was under way while this worker computed. Told after the step in which it was awaited.
     *
     * @param hiddenSeconds the part of the exchange for which the worker did not wait
     */
    record Hidden(int worker, long step, double hiddenSeconds) implements Event {}

    /**
     * The shared model was judged on the test data. Told by worker 0 for all.
     *
     * @param step number of steps done before it
     * @param seconds training clock, mean over workers
     * @param bytesSent bytes written in steps so far, mean over workers
     */
    record Evaluation(int worker, long step, double seconds, double bytesSent, double loss, double accuracy)
            implements Event {}

    /**
     * Where virtual time stood when the shared model was judged; told after each evaluation of a federation whose clients
     * differ in speed, by whoever told that.
     *
     * @param step number of steps done
     */
    record Stood(int worker, long step, Standing standing) implements Event {}

    /**
     * What worker 0 said of each tensor, and how far what the others decode is from it. Told for the first exchange, and
     * for the last before each evaluation or, where the workers talk seldom, the first after it was due.
     *
     * @param step the step of the exchange
     * @param said of its own tensors, what it kept back before included
     * @param served of the mean of its chunks, where the exchange has servers; otherwise empty
     */
    record Layers(int worker, long step, List<Said> said, List<Said> served) implements Event {}

    /**
     * The method has decided something that shapes the rest of the run, all workers alike. Told by worker 0.
     *
     * @param step the step in which it did
     */
    record Noted(int worker, long step, String text, Map<String, Double> figures) implements Event {}

    /** What the clients of a federation that live on this worker said and heard in the whole run; told at its end. */
    record Clients(int worker, List<ClientTraffic> clients) implements Event {}

    /**
     * A checkpoint of all workers is complete.
     *
     * @param step steps done in it
     * @param seconds training clock of this worker
     * @param sent all bytes this worker wrote so far
     * @param received all bytes it read so far
     * @param sentInSteps the part of {@code sent} that steps wrote
     */
    record Checkpointed(
            int worker, long step, double seconds, ByteCount sent, ByteCount received, ByteCount sentInSteps)
            implements Event {}

    /**
     * A worker is done.
     *
     * @param steps steps done in the whole run
     * @param stopped whether it ended early by request
     * @param sent all bytes written in the whole run, evaluation included
     * @param received all bytes read in the whole run
     * @param peakMemory the most bytes of memory that its process has held; 0 where the system does not tell
     */
    record Finished(
            int worker,
            long steps,
            boolean stopped,
            double seconds,
            ByteCount sent,
            ByteCount received,
            long peakMemory)
            implements Event {}

    /**
     * A worker is gone and the others go on. Told by the launcher.
     *
     * @param manner how it ended, as {@code was killed by signal 9}
     * @param replaced whether another takes its place
     */
    record Lost(int worker, String manner, boolean replaced) implements Event {}

    /**
     * One of several coordinators is gone and the others go on. Told by the launcher.
     *
     * @param coordinator its number, from 0
     * @param manner how it ended, as {@code was killed by signal 9}
     * @param restarted whether it is started again
     */
    record CoordinatorLost(int coordinator, String manner, boolean restarted) implements Event {
        @Override
        public int worker() {
            return NOBODY;
        }
    }

    /**
     * A worker cannot go on.
     *
     * @param culprit rank of the peer that is to blame; empty if this worker itself is
     * @param diverged whether its numbers are no longer finite
     */
    record Failed(int worker, String message, String hint, Optional<Integer> culprit, boolean diverged)
            implements Event {}
}
