/**
 * Who delivers when in a federation whose clients take different times: windows of a virtual clock, each with its
 * contributors, their staleness and their weights, as a pure function of the clients' times and the seed. Source: Fraboni,
 * Vidal, Kameni and Lorenzi, "A general theory for federated optimization with asynchronous and heterogeneous clients
 * updates", JMLR 2023, arXiv 2206.10189. What is computed from which model belongs to {@code federated}.
 */
package io.gossamer.train.arrival;
