/**
 * What a node sees of the machine it runs on: a clock, sleep, tasks, and connections to other nodes. Only interfaces live
 * here; the worlds themselves are in {@code tcp} (processes on real machines) and {@code simulation} (virtual time).
 * What nodes say to each other is the business of the packages above.
 */
package io.gossamer.net.world;
