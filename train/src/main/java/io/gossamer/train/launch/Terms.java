package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.rendezvous.ReplicaSet;
import io.gossamer.net.stripe.StripedWorld;
import io.gossamer.net.world.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * On which terms a run's machines work together. What comes out does not depend on them, but for who takes part.
 *
 * @param onLoss what follows when a worker is lost
 * @param listen an address of this machine at which others find the run; nobody else can join if empty
 * @param coordinators how many, an odd number: a run goes on while most of them are there. If it is above 1, each is a process
 *     of its own; with {@code listen}, they have the ports from that one on.
 * @param connections how many pass for one between each two workers, for each direction
 */
public record Terms(OnLoss onLoss, Optional<Endpoint> listen, int coordinators, int connections) {
    private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::", "[::]", "*");

    /**
     * @throws GossamerException if others can join or coordinators be lost but workers cannot come and go, nobody can call the
     *     address, or there cannot be so many coordinators or connections
     */
    public Terms {
        if (listen.isPresent() && !onLoss.elastic()) {
            throw new GossamerException(
                    "Others cannot join a run that fails when a worker is lost",
                    "Write --on-loss continue or replace with --listen.");
        }
        listen.ifPresent(Terms::requireAddress);
        requireNumber(coordinators, onLoss);
        ReplicaAddresses.requireRoom(listen.orElse(Venue.THIS_MACHINE), coordinators);
        StripedWorld.requireNumber(connections);
    }

    /** One coordinator in this process, one connection between each two, and no others. */
    public static Terms of(OnLoss onLoss) {
        return new Terms(onLoss, Optional.empty(), 1, 1);
    }

    /** Members tell each other where they are by the address at which they reached the coordinator. */
    private static void requireAddress(Endpoint here) {
        if (EVERYWHERE.contains(here.host())) {
            throw new GossamerException(
                    "Nobody can call " + here, "Name the address of this machine at which others reach it.");
        }
    }

    /** One more than an odd number outlives no more losses, and is one more to lose. */
    private static void requireNumber(int coordinators, OnLoss onLoss) {
        if (coordinators < 1 || coordinators > ReplicaSet.MOST || coordinators % 2 == 0) {
            throw new GossamerException(
                    "There cannot be " + coordinators + " coordinators",
                    "Set --coordinators to 1, 3 or 5, or another odd number up to " + ReplicaSet.MOST + ".");
        }
        if (coordinators > 1 && !onLoss.elastic()) {
            throw new GossamerException(
                    "A run that fails when a worker is lost has one coordinator",
                    "Write --on-loss continue or replace with --coordinators.");
        }
    }
}
