/**
 * The mathematics of flows from noise to data: schedules, what a network may predict and how one is turned into another,
 * the batches of the flow-matching loss, and the exact velocity of a finite data set, against which all else is held.
 */
package io.gossamer.generate.flow;
