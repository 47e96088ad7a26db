/**
 * A log that several replicas have alike, so that what is in it outlives the loss of a minority of them: the consensus
 * algorithm Raft (Ongaro and Ousterhout, USENIX ATC 2014; Ongaro, "Consensus: Bridging Theory and Practice", Stanford
 * 2014). {@link io.gossamer.net.raft.Raft} is a function without clock, network or thread; who runs it carries its
 * messages ({@link io.gossamer.net.raft.Courier}) and applies what is committed. What the entries mean is none of its
 * business. Replicas trust each other: whoever is let in as one can break what is promised here.
 *
 * <p>All numbers are little-endian; a flag is a byte, 0 or 1. The payload of a {@code RAFT} frame:
 *
 * <pre>
 * offset  bytes
 *      0      1  kind
 *      1      8  term
 *      9         by kind:
 *                1 request vote      flag trial, int64 index and int64 term of the last entry
 *                2 vote              flag trial, flag granted
 *                3 append entries    int64 index and int64 term of the entry before, int64 committed index, int32 count,
 *                                    then per entry: int64 term, int32 length, command
 *                4 appended          flag matches, int64 index
 *                5 install snapshot  int64 index and int64 term of the last entry in it, state up to the end
 * </pre>
 *
 * <p>The journal of a replica is one file of records, of which the last may be cut off:
 *
 * <pre>
 * offset  bytes
 *      0      4  length of kind and content
 *      4      4  CRC-32C of these four bytes
 *      8      1  kind
 *      9         content by kind:
 *                1 vote      int64 term, int32 replica that this one voted for in it, or -1
 *                2 entry     int64 index, int64 term, command up to the end; what was stored at this index and behind is void
 *                3 snapshot  int64 index and int64 term of the last entry in it, state up to the end; always first
 *              4  CRC-32C of kind and content
 * </pre>
 */
package io.gossamer.net.raft;
