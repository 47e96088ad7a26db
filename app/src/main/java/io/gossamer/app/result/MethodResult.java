package io.gossamer.app.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What one method did.
 *
 * @param method the preset's name
 * @param steps optimiser steps per worker
 * @param seconds training clock at the end, evaluation excluded, mean over workers
 * @param outcome the last evaluation; {@code final} in JSON
 * @param bytes sums over workers of what was written to and read from sockets
 * @param bytesPerStep bytes sent per step, mean per worker
 * @param computeSeconds time spent computing, mean per worker
 * @param sendSeconds time spent encoding and handing messages to the network, mean per worker
 * @param waitSeconds time spent waiting for others, mean per worker
 * @param timeTo when thresholds were first reached
 * @param checkpoint the final model
 * @param report path of the HTML report
 */
@JsonPropertyOrder({"method", "steps", "seconds", "final", "bytes"})
public record MethodResult(
        String method,
        long steps,
        double seconds,
        @JsonProperty("final") Outcome outcome,
        Bytes bytes,
        BytesPerStep bytesPerStep,
        double computeSeconds,
        double sendSeconds,
        double waitSeconds,
        TimeTo timeTo,
        Checkpoint checkpoint,
        String report) {

    /**
     * An evaluation on held-out data.
     *
     * @param loss mean loss
     * @param accuracy share of right predictions; null if the task has none
     */
    public record Outcome(double loss, Double accuracy) {}

    /** Bytes on the wire with framing, summed over workers. */
    public record Bytes(long sent, long received) {}

    /**
     * Bytes sent per step, mean per worker.
     *
     * @param warmup while the method's warm-up lasted; null if it has none
     * @param steady afterwards
     */
    public record BytesPerStep(ByKind warmup, ByKind steady) {}

    /** Bytes by what they were for: compressed tensors, dense tensors, everything else. */
    public record ByKind(double compressed, double dense, double control) {
        public double total() {
            return compressed + dense + control;
        }
    }

    /** A saved model and the checksum of its bytes. */
    public record Checkpoint(String path, String sha256) {}

    /** Bytes that one worker sent over the whole run, mean over {@code workers}. */
    public double bytesSentPerWorker(int workers) {
        return (double) bytes.sent() / workers;
    }
}
