/** The all-reduce of the collectives against that of Gloo, between processes on this machine. */
package io.gossamer.bench.collective;
