/**
 * What a method takes on a fleet that nobody has: its {@code transcript} is said again by thousands of simulated nodes, as
 * sizes without content, over the lines of {@code net.simulation}; computing is a cost model.
 */
package io.gossamer.train.simulate;
