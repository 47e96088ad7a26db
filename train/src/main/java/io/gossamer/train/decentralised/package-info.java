/**
 * Learning without a server: nodes, many on one worker, that train models of their own, mix them with their neighbours' as
 * {@code gossip} says, and merge them now and then or once.
 */
package io.gossamer.train.decentralised;
