/**
 * State that all members of a group hold alike: named arrays with a revision. How members find out whose differs, by
 * hashes; how it is elected whose counts; how only what differs travels, from all who have it. When that happens is the
 * business of whoever trains.
 *
 * <h2>What is hashed</h2>
 *
 * An array is cut into blocks of 2^20 bytes, the last one shorter; {@link io.gossamer.net.state.SimpleHash} of each is
 * what members compare, and what whoever gets a block compares it with. It finds accidents, and members that send
 * something else than they said; who forges bytes to a given hash of 32 bits, or tells each member something else, is
 * not found out.
 *
 * <h2>What is said</h2>
 *
 * <ol>
 *   <li>An all-gather of offers. If all hold the same, that is all.
 *   <li>Rounds of all-to-all, in each of which a member sends, and takes, about 16 MiB at most. All derive from the offers
 *       who sends whom which blocks in which round; a frame holds their bytes, one behind the other, and nothing else.
 *   <li>An exchange of one number: the first of the members that sent what does not fit its hash, or -1. If there is
 *       one, all begin again, and who complained fetches from others.
 * </ol>
 *
 * Offers and blocks are frames of bytes as in {@link io.gossamer.codec.message}, whose sender is the member's number and
 * whose step is 0, of blocks the round. An offer is, all varints as there, multi-byte numbers little-endian:
 *
 * <pre>
 * bytes  what
 *     1  version, 1
 *     1  part: 0 = popular, 1 = receive only, 2 = send only
 *   1-9  revision, varint
 *   1-9  the revision expected, plus 1, varint; 0 = none is
 *   1-2  how many members it distrusts, varint, at most 2^12
 *     *  their numbers, varints of at most 2^31 - 1, ascending
 *   1-3  how many arrays, varint, at most 2^16
 *     *  the arrays, in ascending order of their names (by UTF-16 units)
 *
 * an array:
 *   1-2  how many bytes its name has, varint, at most 256
 *     *  the name, UTF-8 without control characters, not empty
 *     1  how many bytes the type of its elements has, varint, at most 32
 *     *  the type, letters and digits
 *   1-6  how many bytes it has, varint; all arrays together at most 2^40
 *     1  whether members may hold different ones: 0 or 1
 *   4 n  the hashes of its n blocks; none if members may hold different ones
 * </pre>
 *
 * Arrays travel as they lie in memory: members have the same byte order.
 */
package io.gossamer.net.state;
