/** What is measured in virtual time, where the network decides and the machine does not: the same figures every time. */
package io.gossamer.bench.simulated;
