/**
 * Who hears whom in learning without a server: topologies, how many neighbours a round may have, and the row-stochastic
 * weights that follow, all as functions of the round and the seed. Nothing here sends anything; {@code exchange} does.
 */
package io.gossamer.train.gossip;
