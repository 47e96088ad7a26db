/**
 * libtorch in this process: how it is started and who owns native objects. Everything here is about the library; what is
 * computed with it lives in {@code flat} and {@code network}.
 */
package io.gossamer.model.tensor;
