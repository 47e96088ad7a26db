/**
 * In which order the nodes of a group form a ring: measuring the way from each node to each other one, and an asymmetric
 * travelling salesman solver over what was measured. Who adopts a ring, and when, is the business of
 * {@code tuning}.
 *
 * <p>To take the measure of the way to another node, a node asks that node's {@link io.gossamer.net.topology.ProbeServer}
 * over a control connection, counts the round trip of small frames on it, opens further connections and sends on all of
 * them until the server, which alone knows what has arrived, says that it has seen enough. A server takes part in one
 * probe at a time. Frames are those of {@code frame}, all of control kind; payloads are little-endian:
 *
 * <pre>
 * PROBE         on the control connection:
 *     0   2  version, 1
 *     2  16  the session's secret
 *    18   4  how many connections will follow, 1 to 64
 *    22   4  for how many milliseconds to measure from the first byte on, 1 to 60,000
 *    26   8  after how many bytes to stop before, 2^20 to 2^40
 * PROBE_READY   the answer, and the answer to PROBE_JOIN:
 *     0   8  the number of the probe
 * PROBE_BUSY    or the answer instead, before the server closes:
 *     0   4  after how many milliseconds to ask again, 1 to 3,600,000
 * PROBE_PING    nothing; the server answers with the same
 * PROBE_JOIN    first on each further connection:
 *     0   2  version, 1
 *     2  16  the session's secret
 *    18   8  the number of the probe
 * PROBE_START   on the control connection, when all have been answered: nothing
 * PROBE_DATA    on the further ones, again and again: 1 to 2^18 bytes that do not compress
 * PROBE_RESULT  the server's last word, before it closes all connections:
 *     0   8  how many bytes arrived in all
 *     8   8  how many of them after the warm-up
 *    16   8  in how many nanoseconds these came in
 * </pre>
 *
 * A connection that says anything else, or knows no secret, is closed without an answer.
 */
package io.gossamer.net.topology;
