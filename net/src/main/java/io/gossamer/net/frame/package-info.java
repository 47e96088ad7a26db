/**
 * How everything that nodes say to each other is framed. A frame is a header and a payload; all numbers are
 * little-endian:
 *
 * <pre>
 * offset  bytes
 *      0      4  length of the payload, at most 2^30
 *      4      1  kind of the payload: 0 compressed, 1 dense, 2 control, 3 mixed
 *      5      1  tag: what the frame is for
 *      6      4  sequence: the number of the operation, 0 outside operations; in a part of a group its upper byte is the part
 *     10      4  only if mixed: how many bytes of the payload are compressed
 *     14      4  only if mixed: how many are dense; the rest is control
 * </pre>
 *
 * <p>There is no checksum: TCP guards the way, and payloads that must be validated without trusting the sender bring
 * their own. What a payload holds is the business of the packages above, but for how the first payload of a connection
 * begins:
 *
 * <pre>
 * offset  bytes
 *      0      4  magic 0x52534F47 "GOSR"
 *      4      2  lowest version of the protocol that the sender speaks
 *      6      2  highest version
 *      8      4  features, a bit each; none so far
 * </pre>
 */
package io.gossamer.net.frame;
