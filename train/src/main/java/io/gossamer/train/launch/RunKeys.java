package io.gossamer.train.launch;

import io.gossamer.net.identity.NodeId;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.train.job.Job;
import io.gossamer.train.worker.Credentials;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that a launcher makes for a run: one for each of its workers, and one for its coordinator. */
final class RunKeys {
    private final boolean tls;
    private final boolean isPublic;
    private final List<NodeKey> keys;

    /** @param isPublic whether others may come, whom the coordinator answers for */
    RunKeys(Job job, boolean isPublic) {
        this.tls = job.tls();
        this.isPublic = isPublic;
        this.keys = Stream.generate(NodeKey::create).limit(job.workers() + 1L).toList();
    }

    /** What the coordinator, and each replica of it, proves to be. */
    NodeId host() {
        return keys.getLast().id();
    }

    Optional<Credentials> ofHost() {
        return credentials(keys.getLast());
    }

    Optional<Credentials> ofWorker(int worker) {
        return credentials(keys.get(worker));
    }

    private Optional<Credentials> credentials(NodeKey key) {
        if (!tls) {
            return Optional.empty();
        }
        return Optional.of(isPublic ? Credentials.amongInvited(key, host()) : Credentials.among(keys, key, host()));
    }
}
