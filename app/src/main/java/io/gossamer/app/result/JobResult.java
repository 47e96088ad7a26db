package io.gossamer.app.result;

import java.util.List;

/**
 * What came out of {@code train} or {@code compare}. Its JSON form is one that other programs may rely on.
 *
 * @param task the task's name
 * @param model the model's name or file
 * @param workers how many workers trained
 * @param link the shaped access line of each worker, as given
 * @param seed the seed of all that is random
 * @param runs one entry per method, in the order in which they ran
 */
public record JobResult(String task, String model, int workers, String link, long seed, List<MethodResult> runs) {
    public JobResult {
        runs = List.copyOf(runs);
    }
}
