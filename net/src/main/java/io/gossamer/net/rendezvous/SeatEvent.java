package io.gossamer.net.rendezvous;

/** What the coordinator hears of a worker. */
sealed interface SeatEvent {
    Seat seat();

    /** It has presented itself with the right token. */
    record Applied(Seat seat) implements SeatEvent {}

    /** It is joined to all others. */
    record Ready(Seat seat) implements SeatEvent {}

    /** It said goodbye. */
    record Left(Seat seat) implements SeatEvent {}

    /** It ended, hangs, broke the protocol, or reports somebody who did. */
    record Failed(Seat seat, int culprit, String text) implements SeatEvent {}
}
