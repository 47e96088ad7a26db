/**
 * A way of learning together as the answers to four questions: when to talk, what to say, to whom, and how to merge;
 * and the learner that follows it on one node. Named compositions live in {@code method}.
 */
package io.gossamer.train.strategy;
