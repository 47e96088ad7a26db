package io.gossamer.net.raft;

/** What {@link Raft} wants done, in this order. All that must be stored before is stored already. */
public sealed interface Output {
    /** A message is to go to another replica. It may be lost, late, or come twice. */
    record Send(int to, Message message) implements Output {}

    /** An entry is committed: it is applied here now, and on all other replicas in its turn. */
    record Commit(long index, byte[] command) implements Output {}

    /** What was applied so far gives way to this state. */
    record Restore(byte[] state) implements Output {}
}
