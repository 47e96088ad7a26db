/**
 * The world in virtual time: many nodes in one JVM, deterministic from a seed, with shaped links and faults. Nothing
 * here knows what the nodes do, and nothing in the nodes' code knows that it is here. The grammar of faults is that of
 * {@link io.gossamer.net.simulation.FaultSchedule#parse}.
 */
package io.gossamer.net.simulation;
