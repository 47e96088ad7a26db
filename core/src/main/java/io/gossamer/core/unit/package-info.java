/** Quantities that parse and print: bytes, bandwidth, durations. */
package io.gossamer.core.unit;
