package io.gossamer.train.worker;

import io.gossamer.train.run.Event;
import java.util.List;
import java.util.Optional;

/**
 * What a launcher tells a worker process: the first line of its standard input. Later lines are names of a {@link Wish};
 * the end of the input means that the launcher is gone.
 *
 * @param directory of the run
 * @param method to train with
 * @param rank of the worker; where workers come and go, its number among those of its launcher
 * @param elastic whether workers may come and go
 * @param coordinators addresses where the workers meet: all replicas that are known of the coordinator
 * @param token that admits to the meeting
 * @param connections how many pass for one between each two workers, for each direction
 * @param credentials for talk by TLS; absent where it is turned off
 * @param resume the checkpoint to go on from
 */
public record Orders(
        String directory,
        String method,
        int rank,
        boolean elastic,
        List<String> coordinators,
        String token,
        int connections,
        Optional<Credentials> credentials,
        Optional<Event.Checkpointed> resume) {
    public Orders {
        coordinators = List.copyOf(coordinators);
    }

    /** For a worker that takes the place of a lost one; the others bring it to where they are. */
    public Orders forReplacement(String invitation) {
        return new Orders(
                directory, method, rank, elastic, coordinators, invitation, connections, credentials, Optional.empty());
    }

    @Override
    public String toString() {
        return "Orders[" + method + ", worker " + rank + "]";
    }
}
