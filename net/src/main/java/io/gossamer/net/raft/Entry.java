package io.gossamer.net.raft;

import java.util.Arrays;

/**
 * An entry of the log.
 *
 * @param term in which a leader took it up
 * @param command what the replicas are to do; empty in the entry with which a leader begins
 */
public record Entry(long term, byte[] command) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry && term == entry.term && Arrays.equals(command, entry.command);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(term) + Arrays.hashCode(command);
    }

    @Override
    public String toString() {
        return command.length + " bytes of term " + term;
    }
}
