/**
 * Randomness as a function of (seed, purpose, node, step, tensor): counter-based Philox 4x32-10 streams.
 *
 * <h2>The frozen mapping</h2>
 *
 * A stream is a sequence of 32-bit words, four to a Philox block. Its key and counter, as the 32-bit words k0, k1 and
 * c0 to c3 of the Random123 paper, are
 *
 * <table>
 * <caption>Key and counter words</caption>
 * <tr><td>k0</td><td>seed, low 32 bits</td></tr>
 * <tr><td>k1</td><td>seed, high 32 bits</td></tr>
 * <tr><td>c0</td><td>index of the block in the stream, from 0</td></tr>
 * <tr><td>c1</td><td>step, 0 to 2^32 - 1; others are rejected</td></tr>
 * <tr><td>c2</td><td>node, -1 to 2^31 - 1 in two's complement; -1 is what all nodes share</td></tr>
 * <tr><td>c3</td><td>{@link io.gossamer.core.random.Purpose#code purpose} (12 bits) times 2^20 plus tensor, 0 to
 * 2^20 - 1; others are rejected</td></tr>
 * </table>
 *
 * The mapping is one to one, so streams with different keys never share a block under one seed. A stream ends after
 * 2^32 blocks (2^34 words); drawing beyond is an error, never a wrap.
 *
 * <p>What a draw makes of the words is frozen too:
 *
 * <ul>
 *   <li>{@code nextInt()}: one word;
 *   <li>{@code nextLong()}: two words, the first one low;
 *   <li>{@code nextInt(bound)}: the high word of word x bound, words that would bias it skipped (Lemire, "Fast random
 *       integer generation in an interval", ACM TOMACS 29(1), 2019);
 *   <li>{@code nextFloat()}: the upper 24 bits of a word; {@code nextDouble()}: the upper 53 bits of a long;
 *   <li>{@code nextNormal()}: one word through the inverse of the normal distribution, in float32 arithmetic of +, -,
 *       x, square root and fused multiply-add alone, so that every machine computes the same bits;
 *   <li>{@code permutation(n)}: Fisher-Yates from the last place down;
 *   <li>{@code fillUniform}, {@code fillNormal}: the same values as {@code nextFloat()}, {@code nextNormal()} drawn one
 *       after the other, scaled by one fused multiply-add.
 * </ul>
 *
 * Golden values in the tests hold all of this; changing any of it makes a new generation of results.
 */
package io.gossamer.core.random;
