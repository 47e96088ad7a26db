package io.gossamer.train.coordinator;

import io.gossamer.train.job.Undertaking;
import io.gossamer.train.worker.Credentials;
import java.util.List;
import java.util.Optional;

/**
 * What a launcher tells a replica of the coordinator: the first line of its standard input. Nothing follows; the end of the
 * input means that the launcher is gone.
 *
 * @param own which of the replicas it is, from 0
 * @param replicas where each of them listens
 * @param secret known to replicas alone
 * @param token that lets workers in, as many as show it
 * @param folder where it keeps what it must not forget; its own, as it left it when it ended
 * @param undertaking what is told to whoever asks and is invited
 * @param credentials for talk by TLS, the same for all replicas; absent where it is turned off
 */
public record CoordinatorOrders(
        int own,
        List<String> replicas,
        String secret,
        String token,
        String folder,
        Undertaking undertaking,
        Optional<Credentials> credentials) {
    public CoordinatorOrders {
        replicas = List.copyOf(replicas);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "CoordinatorOrders[" + own + " of " + replicas + "]";
    }
}
