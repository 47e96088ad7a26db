package io.gossamer.train.overlap;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.collective.Group;

/**
 * How workers form groups, such as those of one machine: as many of consecutive ranks as {@code size} says. Inside a group
 * gradients are averaged at every step; what else is averaged is averaged among the groups.
 *
 * @param size workers of a group, 1 if each is one of its own
 * @param sharding what of the inner optimiser's state each member holds
 */
public record WorkerGroups(int size, StateSharding sharding) {
    /** Every worker is a group of its own. */
    public static final WorkerGroups NONE = new WorkerGroups(1, StateSharding.NONE);

    public WorkerGroups {
        if (size < 1) {
            throw new IllegalArgumentException("groups of " + size);
        }
        if (size == 1 && sharding != StateSharding.NONE) {
            throw new GossamerException(
                    "State is sharded inside a group, and every worker is a group of its own",
                    "Set group-size to 2 or more with zero, or leave zero at 0.");
        }
    }

    boolean single() {
        return size == 1;
    }

    /**
     * What a worker is in.
     *
     * @param inside its group
     * @param across those of the same rank in the other groups, which hold the same piece of what is sharded
     */
    record Cut(Group inside, Group across) {}

    /**
     * Cuts all workers; every one of them calls it at the same place.
     *
     * @throws GossamerException if they do not make up whole groups, or come and go
     */
    Cut cut(Group all) {
        Cut cut = new Cut(all.split(rank -> rank / size), all.split(rank -> rank % size));
        if (all.size() % size != 0) {
            throw new GossamerException(
                    all.size() + " workers do not make up groups of " + size,
                    "Set group-size to a divisor of the number of workers.");
        }
        return cut;
    }
}
