/**
 * Learning as a game of two players: the network lowers the loss, a perturbation of its inputs raises it. A node's operator,
 * the learners that look for the point where neither can gain (extragradient, MASHA), and the attack that judges what they
 * found. The same methods as equations on float64 vectors are in {@code train.recursion.saddle}.
 */
package io.gossamer.train.saddle;
