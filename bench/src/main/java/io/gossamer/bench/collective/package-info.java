/**
 * All-reduces between processes on this machine: ours, in its kinds, against libtorch's Gloo and against a bare ring of
 * sockets that nobody watches over.
 */
package io.gossamer.bench.collective;
