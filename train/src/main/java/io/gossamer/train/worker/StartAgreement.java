package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes sure that all workers start alike. Initial weights are not sent: every worker draws them from the seed, and all
 * compare hashes of the job, the data and the weights.
 */
final class StartAgreement {
    private static final List<String> SUBJECTS = List.of("job", "training data", "state of the model");

    private StartAgreement() {}

    /** @param model what must be alike of the model: all of it, or in a run that goes on, what the workers share */
    static void check(Group group, Job job, Task task, Stateful model) throws InterruptedException {
        long[] own = {
            Fingerprint.of(Json.line(job)),
            Fingerprint.of(task.training().checksum() + task.test().checksum()),
            Fingerprint.of(model)
        };
        long[][] all = group.exchange(own);
        for (int rank = 0; rank < all.length; rank++) {
            for (int subject = 0; subject < own.length; subject++) {
                if (all[rank][subject] != all[0][subject]) {
                    throw new GossamerException(
                            "Worker " + rank + " has another " + SUBJECTS.get(subject) + " than worker 0",
                            "Give all workers the same job, files and version of Gossamer.");
                }
            }
        }
    }

    /**
     * Makes sure that this node belongs to the others, wherever each keeps its data.
     *
     * @throws GossamerException if most of them have something else
     */
    static void requireOwn(Group group, Job job, Task task) throws InterruptedException {
        long[] own = {
            Fingerprint.of(Json.line(job.withData(Optional.empty()))),
            Fingerprint.of(task.training().checksum() + task.test().checksum())
        };
        long[][] all = group.exchange(own);
        for (int subject = 0; subject < own.length; subject++) {
            int at = subject;
            if (own[subject]
                    != Majority.of(Arrays.stream(all).mapToLong(of -> of[at]).toArray())) {
                throw new GossamerException(
                        "This node has another " + SUBJECTS.get(subject) + " than the others",
                        "Give it the same files and the same version of Gossamer.");
            }
        }
    }
}
