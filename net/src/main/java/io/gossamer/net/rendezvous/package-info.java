/**
 * How workers find each other: all call one coordinator with a token, get a rank and the others' addresses, then join
 * pairwise (the higher rank dials the lower). The line to the coordinator stays open and carries heartbeats both ways,
 * so that the end of either side is noticed by the other. The coordinator moves no data; heartbeats, some 20 bytes a
 * second, are not counted as traffic of the group.
 *
 * <p>Payloads are little-endian; a text is a uint16 length and UTF-8; a preamble is the
 * {@link io.gossamer.net.frame.Protocol}:
 *
 * <pre>
 * HELLO    preamble, int32 wanted rank or -1, int32 own port, text token, text name
 * WELCOME  int32 rank, int32 size, 16 bytes session, then per rank: text name, text host, int32 port
 * REFUSED  text reason
 * MEET     preamble, 16 bytes session, int32 own rank, int32 the other's rank; answered in kind
 * FAILED   a notice as in the collective package: int32 rank, UTF-8 to the end
 * READY, GO, HEARTBEAT, BYE  nothing
 * </pre>
 *
 * <p>A group that lives on has a {@link io.gossamer.net.rendezvous.ViewCoordinator} instead, and these besides HELLO,
 * REFUSED, HEARTBEAT, BYE and MEET, whose sequence is then the view. A list is an int32 and so many elements; an
 * operation is int64 tag and int64 count:
 *
 * <pre>
 * INSTALL    16 bytes session, int64 own number, int64 view, list of members in the order of the ring (int64 number, text
 *            name, text host, int32 port), list of committed operations, list of donations (operation, int64 donor, list
 *            of int64 receivers), list of int64 members to whom the one that is told needs a new connection
 * FLUSH      int64 view that ends
 * FLUSHED    int64 view, list of settled (int64 tag, int64 how many), lists of operations: complete, partial, kept
 * VOTE       int64 view, uint8 what for: 0 admit, 1 reorder, 2 synchronise
 * AGREED     the same
 * SUSPECT    int64 view, int64 member
 * APPLICANT  nothing: somebody waits to come in
 * </pre>
 */
package io.gossamer.net.rendezvous;
