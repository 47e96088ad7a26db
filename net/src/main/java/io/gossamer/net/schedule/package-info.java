/**
 * Who passes which part of an array to whom, in which order, and what that takes: collective operations as pure functions
 * of a node's number and of how many nodes there are. Groups carry them out with real arrays, cost models with sizes
 * alone. No bytes, clocks or connections here.
 *
 * <p>A cost model runs a node's part of an all-reduce like this:
 *
 * <pre>{@code
 * Schedule schedule = Schedule.allReduce(Algorithm.RING, node, nodes);
 * Chunks chunks = new Chunks(elements, schedule.chunks());
 * for (Step step : schedule.steps()) {
 *     long bytes = chunks.size(step.chunk()) * bytesPerElement;
 *     for (int peer : step.from()) {
 *         if (peer != node) {
 *             connections.get(peer).skip(bytes, timeout);
 *         }
 *     }
 *     for (int peer : step.to()) {
 *         connections.get(peer).sendZeros(bytes);
 *     }
 * }
 * }</pre>
 */
package io.gossamer.net.schedule;
