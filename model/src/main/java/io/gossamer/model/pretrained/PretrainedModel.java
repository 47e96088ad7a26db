package io.gossamer.model.pretrained;

import io.gossamer.model.network.Architecture;
import io.gossamer.model.tokenizer.Tokenizer;

/**
 * A language model from a file.
 *
 * @param name as {@code --model} names it, without changes
 * @param architecture with its weights, which lie in the memory that the file was read into
 * @param context the most tokens that it has learnt to see at once
 */
public record PretrainedModel(String name, Architecture architecture, Tokenizer tokenizer, int context) {}
