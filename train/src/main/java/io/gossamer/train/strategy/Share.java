package io.gossamer.train.strategy;

import io.gossamer.model.data.Batch;
import java.util.function.LongFunction;

/**
 * One learner's part of the training data.
 *
 * @param batches by number, as tensors of the current PointerScope
 * @param epoch how many batches from the first on hold all of its examples
 */
public record Share(LongFunction<Batch> batches, int epoch) {}
