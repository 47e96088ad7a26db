/** Bytes, variable-length integers and bits, written and read with bounds. */
package io.gossamer.codec.bits;
