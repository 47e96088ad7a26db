/**
 * The hot loops on float32 arrays, once in plain Java (the reference) and once with the JDK's Vector API, bit for bit
 * the same. Here are loops only: what the bytes mean, their bounds and their headers belong to the codecs.
 */
package io.gossamer.codec.kernel;
