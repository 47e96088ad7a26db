package io.gossamer.app.job;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as asked for: what was not said is empty and gets the task's or the method's own default.
 *
 * @param methods presets to run, one after another; empty for the plain all-reduce beside a good method
 * @param task name of a built-in task or kind of data
 * @param data file or folder with the user's data
 * @param model built-in name or TorchScript file
 * @param loss loss of a TorchScript model, by name
 * @param workers number of worker processes
 * @param link access line of each worker, {@code RATE,LATENCY[,LOSS]} or {@code none}
 * @param seed seed of all that is random
 * @param out run directory
 * @param steps optimiser steps per worker
 * @param batch examples per worker and step
 * @param examples the first of the training data, if not all of it
 * @param sharding how examples are dealt to workers
 * @param timeout how long a silent worker is waited for
 * @param tls whether workers talk by TLS: {@code on} or {@code off}
 * @param evaluateEvery steps between two evaluations
 * @param settings settings of methods: {@code SETTING} of all methods that have it, or {@code METHOD.SETTING}
 * @param conduct how the job is conducted
 */
public record JobRequest(
        List<String> methods,
        Optional<String> task,
        Optional<Path> data,
        Optional<String> model,
        Optional<String> loss,
        Optional<Integer> workers,
        Optional<String> link,
        Optional<Long> seed,
        Optional<Path> out,
        Optional<Long> steps,
        Optional<Integer> batch,
        Optional<Integer> examples,
        Optional<String> sharding,
        Optional<String> timeout,
        Optional<String> tls,
        Optional<Long> evaluateEvery,
        Map<String, String> settings,
        Conduct conduct) {
    public JobRequest {
        methods = List.copyOf(methods);
        settings = new LinkedHashMap<>(settings);
    }

    /**
     * The request to go on with a run and nothing else.
     *
     * @param workers how many, if not as many as before
     * @param conduct which run it is, and how to go on
     */
    public static JobRequest resuming(Optional<Integer> workers, Conduct conduct) {
        return new JobRequest(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                workers,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                conduct);
    }
}
