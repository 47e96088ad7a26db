package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.Tag;
import io.gossamer.net.raft.Message;
import java.lang.foreign.MemorySegment;

/** What a replica of a coordinator hears. */
sealed interface CoordinatorEvent {
    /** Somebody comes in, or back. */
    record Entering(Visitor visitor) implements CoordinatorEvent {}

    /** It has heard that this replica leads, and stays. */
    record Staying(Visitor visitor) implements CoordinatorEvent {}

    /** It says something about its view. */
    record Said(Visitor visitor, Tag tag, MemorySegment payload) implements CoordinatorEvent {}

    /** It said goodbye. */
    record Leaving(Visitor visitor) implements CoordinatorEvent {}

    /** It ended, hangs, or broke the protocol. */
    record Gone(Visitor visitor, String reason) implements CoordinatorEvent {}

    /** Another replica says something. */
    record FromReplica(int from, Message message) implements CoordinatorEvent {}
}
