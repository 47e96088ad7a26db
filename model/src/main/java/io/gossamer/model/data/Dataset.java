package io.gossamer.model.data;

/** A fixed, indexable set of examples, held in memory. */
public interface Dataset {
    int size();

    /** The class of an example, for sharding by label; 0 where examples have none. */
    int label(int index);

    /** The examples at {@code indices}, as tensors of the current PointerScope. */
    Batch batch(int[] indices);

    /** SHA-256 of the data, hexadecimal. */
    String checksum();
}
