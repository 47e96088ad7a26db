/**
 * Learning without gradients: the slope of the loss along random directions, measured by two forward passes (SPSA), and
 * shared as one scalar a direction, since every node can draw the directions of all others. Also the history of those
 * scalars, from which a node that comes late makes the same weights. How a scalar is coded is {@code codec.scalar}'s
 * business; the named method is in {@code method}.
 *
 * <h2>The history file, version 2</h2>
 *
 * Little-endian; rounds follow each other without gaps from round 0 on. The number of nodes may change between them.
 *
 * <pre>
 * offset  bytes  what
 *      0      4  magic "GSCL"
 *      4      1  version, 2
 *      5      1  scalar code: 1 = byte, 2 = nine-bit, 3 = float, 4 = sign
 *      6      1  flags: bit 0 = directions are scaled tensor by tensor; the others are zero
 *      7      1  zero
 *      8      8  seed of the run
 *     16      4  samples of a node in a round
 *     20     32  state hash (SHA-256) of the weights it starts from
 *     52      4  CRC32C of everything before it
 *     56      *  the rounds
 *
 * a round:
 *      0      4  its number, unsigned, from 0
 *      4      4  nodes
 *      8      8  learning rate, float64
 *     16      4  CRC32C of everything before it in the round
 *     20      *  the codes of all nodes in the order of (node, sample), see {@code codec.scalar}
 *             4  CRC32C of everything before it in the round
 * </pre>
 */
package io.gossamer.train.zeroth;
