/**
 * Bytes, variable-length integers and bits, written to and read from off-heap memory with bounds, and the one exception
 * for bytes that break a rule. What the bytes mean is the business of the packages above: nothing here knows a tensor.
 */
package io.gossamer.codec.bits;
