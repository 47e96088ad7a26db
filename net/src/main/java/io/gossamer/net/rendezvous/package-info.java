/**
 * How workers find each other: all call one coordinator with a token, get a rank and the others' addresses, then join
 * pairwise (the higher rank dials the lower). The line to the coordinator stays open and carries heartbeats both ways,
 * so that the end of either side is noticed by the other. The coordinator moves no data; heartbeats, some 20 bytes a
 * second, are not counted as traffic of the group.
 *
 * <p>Payloads are little-endian; a text is a uint16 length and UTF-8; an address is text name, text host, int32 port, text
 * node id (empty where nodes do not prove who they are; where they do, members make sure that they meet that node); a
 * preamble is the {@link io.gossamer.net.frame.Protocol}:
 *
 * <pre>
 * HELLO    preamble, int32 wanted rank or -1, int32 own port, text token, text name
 * WELCOME  int32 rank, int32 size, 16 bytes session, then per rank: address
 * REFUSED  text reason
 * MEET     preamble, 16 bytes session, int32 own rank, int32 the other's rank; answered in kind
 * FAILED   a notice as in the collective package: int32 rank, UTF-8 to the end
 * READY, GO, HEARTBEAT, BYE  nothing
 * </pre>
 *
 * <p>A group that lives on has a {@link io.gossamer.net.rendezvous.ViewCoordinator} instead, alone or with replicas of
 * which one leads. Whoever comes in, or back, says ENTER to a replica and is told which one leads; if it is this one, the
 * line stays, and begins with READY. These are said besides REFUSED, HEARTBEAT, BYE, and MEET, whose sequence is then the
 * view. A list is an int32 and so many elements; an operation is int64 tag and int64 count:
 *
 * <pre>
 * ENTER      preamble, 16 bytes the member's secret, int32 own port, int64 last letter heard, text token, text name
 * LEADER     int32 own number of the replica, int32 number of the one that leads or -1, list of replicas (text host, int32
 *            port), empty if there is only this one
 * APPLICANT  nothing: somebody waits to come in
 * ASK        preamble, text token: before it comes in, somebody wants to know what the group is for
 * CHARTER    UTF-8 to the end: what it is for
 * REPLICA    preamble, int32 own number, int32 the other's, text secret of the replicas: from one replica to another, then
 *            only RAFT as in the raft package
 * </pre>
 *
 * <p>Letters are numbered by each side from 1, and repeated on a new line if they were not heard. They begin with int64 own
 * number and int64 last letter heard of the other side, then:
 *
 * <pre>
 * INSTALL    16 bytes session, int64 own number, int64 view, list of members in the order of the ring (int64 number,
 *            address), list of committed operations, list of donations (operation, int64 donor, list of int64
 *            receivers), list of int64 members to whom the one that is told needs a new connection
 * FLUSH      int64 view that ends
 * FLUSHED    int64 view, list of settled (int64 tag, int64 how many), lists of operations: complete, partial, kept
 * VOTE       int64 view, uint8 what for: 0 admit; 1 reorder, list of int64 members in the order of the ring
 * AGREED     int64 view
 * SUSPECT    int64 view, int64 member, uint8 1 if it broke the rules
 * </pre>
 *
 * <p>The entries of the replicas' log begin with a byte, their kind:
 *
 * <pre>
 * 1 open                      16 bytes session
 * 2 join                      16 bytes the member's secret, address
 * 3 lose                      int64 member
 * 4 vote, 5 suspect, 6 flushed  int64 member, its letter
 * 7 leave                     int64 member
 * </pre>
 *
 * <p>A snapshot of what came of them:
 *
 * <pre>
 * uint8 whether there is a session, 16 bytes session, int64 number of the next who joins
 * int64 view, list of int64 ring, list of int64 applicants, list of votes (int64 member, blob as VOTE)
 * uint8 whether the view ends
 * list of reports (int64 member, blob as FLUSHED), lists of pairs: suspected before, in this view (int64 each);
 *   list of who is accused (int64 member, list of int64 who accuses it); uint8 whether the group is over
 * list of members and applicants: int64 number, 16 bytes secret, address, int64 last letter heard of it, int64 last
 *   letter to it, list of letters to it that it may not have heard (int64 number, uint8 0 flush, 1 install, 2 agreed, blob)
 * </pre>
 *
 * where a blob is an int32 length and so many bytes.
 */
package io.gossamer.net.rendezvous;
