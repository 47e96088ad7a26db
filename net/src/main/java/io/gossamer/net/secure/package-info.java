/**
 * TLS 1.3 (RFC 8446) on every connection between nodes, laid over any {@link io.gossamer.net.world.World}: the code of
 * a node does not see it, and it runs in real and in simulated worlds alike. Both ends present the certificate of their
 * node key; no authority is asked, an {@link io.gossamer.net.admission.Admission} decides by the hash of the key. Only
 * Ed25519 signatures, X25519 agreements and AES-GCM are spoken. Sessions are never resumed, so a key that was taken off
 * a list is of no use from then on.
 *
 * <p>TLS alone would leave the end that dialled in doubt whether it is let in. So both ends send, as their first bytes
 * within TLS, what they decided, and a connection is handed out only when both said yes:
 *
 * <pre>
 * offset  bytes
 *      0      2  length of a text, big-endian; 0 lets the other end in
 *      2      n  UTF-8, at most 512 bytes: why it is not let in
 * </pre>
 *
 * <p>On the wire, each record adds 38 bytes (header 5, type 1, tag 16, and 16 of padding by the JDK) to at most 16367
 * of a node's own; counters above this package do not see them. In a simulation, sizes and order are those of a real
 * run and do not depend on what randomness is drawn, only the bytes do, so that a seed replays the same schedule.
 */
package io.gossamer.net.secure;
