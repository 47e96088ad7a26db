package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

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
            hash(Json.line(job)), hash(task.training().checksum() + task.test().checksum()), hash(StateHash.of(model))
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

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
