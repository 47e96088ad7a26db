package io.gossamer.model.network;

import org.bytedeco.pytorch.Tensor;

/** A tensor as a module lists it. */
record NamedTensor(String name, Tensor tensor) {}
