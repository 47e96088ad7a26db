package io.gossamer.app.archive;

import io.gossamer.model.checkpoint.ArrayDescription;

/**
 * An array of a type that no codec takes, which goes through as it is.
 *
 * @param type as safetensors name it
 * @param bytes of its elements
 */
public record KeptArray(String name, String type, long[] shape, long bytes) {
    static KeptArray of(ArrayDescription array) {
        return new KeptArray(array.name(), array.type().name(), array.shape(), array.bytes());
    }
}
