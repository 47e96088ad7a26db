package io.gossamer.app.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A job as asked for: what was not said is empty and gets the task's or the method's own default.
 *
 * @param methods presets to run, one after another; empty for the plain all-reduce beside a good method
 * @param task name of a built-in task or kind of data
 * @param data file or folder with the user's data
 * @param model built-in name or TorchScript file
 * @param workers number of worker processes
 * @param link access line of each worker, {@code RATE,LATENCY[,LOSS]}
 * @param seed seed of all that is random
 * @param out run directory
 * @param steps optimiser steps per worker
 * @param batch examples per worker and step
 * @param learningRate peak learning rate
 * @param density share of a gradient that a sparse method sends
 * @param warmupSteps steps over which a method works up to its final setting
 * @param clip largest L2 norm of a gradient
 * @param syncEvery steps between two exchanges of a local method (H)
 * @param loss loss of a TorchScript model, by name
 * @param sharding how examples are dealt to workers
 * @param timeout how long a silent worker is waited for
 * @param evalEvery steps between two evaluations
 * @param resume run directory to go on from
 */
public record JobRequest(
        List<String> methods,
        Optional<String> task,
        Optional<Path> data,
        Optional<String> model,
        Optional<Integer> workers,
        Optional<String> link,
        Optional<Long> seed,
        Optional<Path> out,
        Optional<Integer> steps,
        Optional<Integer> batch,
        Optional<Double> learningRate,
        Optional<Double> density,
        Optional<Integer> warmupSteps,
        Optional<Double> clip,
        Optional<Integer> syncEvery,
        Optional<String> loss,
        Optional<String> sharding,
        Optional<String> timeout,
        Optional<Integer> evalEvery,
        Optional<Path> resume) {
    public JobRequest {
        methods = List.copyOf(methods);
    }
}
