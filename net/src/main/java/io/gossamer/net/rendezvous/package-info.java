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
 */
package io.gossamer.net.rendezvous;
