/**
 * Language models that somebody else has trained, from the files they come in: an architecture with its weights, and the
 * tokenizer that it was trained with. A further format is one more {@link io.gossamer.model.pretrained.PretrainedFormat}.
 */
package io.gossamer.model.pretrained;
