/** Starting further JVMs with this one's class path. What they do is the benchmarks' business. */
package io.gossamer.bench.process;
