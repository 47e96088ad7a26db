/**
 * Entropy coding: bytes and bits in hardly more room than their entropy. Interleaved rANS for bytes, a range coder for
 * adaptive binary contexts, Elias and Golomb-Rice codes for integers. All decoders take bytes that nobody vouches for.
 */
package io.gossamer.codec.entropy;
