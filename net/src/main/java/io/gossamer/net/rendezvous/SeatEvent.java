package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;

/** What the coordinator hears of a worker. */
sealed interface SeatEvent {
    Seat seat();

    /** It has presented itself with the right token. */
    record Applied(Seat seat) implements SeatEvent {}

    /** It is joined to all others. */
    record Ready(Seat seat) implements SeatEvent {}

    /** It said goodbye. */
    record Left(Seat seat) implements SeatEvent {}

    /** It says something about its view. */
    record Said(Seat seat, Tag tag, MemorySegment payload) implements SeatEvent {}

    /** It ended, hangs, broke the protocol, or reports somebody who did. */
    record Failed(Seat seat, int culprit, String text) implements SeatEvent {}
}
