package io.gossamer.model.data;

import org.bytedeco.pytorch.Tensor;

/**
 * @param input float32 [batch, ...features] or int64 [batch, time]
 * @param target int64 [batch] or [batch, time]
 */
public record Batch(Tensor input, Tensor target) {}
