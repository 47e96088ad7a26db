/**
 * Local steps while the averages of before travel: how a mean that comes one round late is used. What a node says is on its
 * way in {@code exchange}'s queue; the steps themselves are any optimiser's, of a node or of a group of nodes.
 */
package io.gossamer.train.overlap;
