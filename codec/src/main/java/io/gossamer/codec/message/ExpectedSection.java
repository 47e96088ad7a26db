package io.gossamer.codec.message;

import io.gossamer.codec.array.Codec;

/**
 * What a receiver knows beforehand about a tensor of a message; a frame that says otherwise is corrupt.
 *
 * @param tensor its number in the model's layout
 * @param elements how many float32 it has
 */
public record ExpectedSection(int tensor, Kind kind, long elements, Codec codec) {}
