/**
 * Several connections that pass for one. Each direction has its own: what both ends say at once over a single socket makes
 * them wait for its lock, a fifth of the time on a fast line. And on long fat ways a direction may have several, since a
 * single one is often limited by its window to so many bytes a round trip, whatever the line could carry. {@link io.gossamer.net.stripe.StripedWorld} is laid over the world whose
 * connections it bundles and below TLS, which then proves once who is at the other end of all of them.
 *
 * <p>Whoever dials opens them one after the other and begins each with a greeting, little-endian:
 *
 * <pre>
 * offset bytes
 *      0     4  0x53525453, "STRS"
 *      4    16  which bundle it belongs to, at random
 *     20     4  int32 its number in the bundle, from 0
 *     24     4  int32 how many the bundle has, an even number
 *     28     4  int32 bytes of a stripe
 * </pre>
 *
 * <p>From then on the first half carries what the dialling end says, the other half what it hears, each dealt out in
 * stripes: of n connections with stripes of s bytes, the byte at offset o goes over number (o / s) mod n. Nothing else is
 * said, so a stripe costs no bytes.
 */
package io.gossamer.net.stripe;
