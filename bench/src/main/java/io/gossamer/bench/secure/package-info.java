/** What TLS costs: the same bytes over the same kind of connection with and without it. */
package io.gossamer.bench.secure;
