package io.gossamer.net.state;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a member says of one of its named arrays.
 *
 * @param type of its elements, as {@code float32}
 * @param bytes how long it is
 * @param hashes {@link SimpleHash} of each of its {@linkplain Block blocks}; none if it may differ
 * @param mayDiffer whether members may hold different ones, so that it never travels
 */
public record Content(String type, long bytes, List<Integer> hashes, boolean mayDiffer) {
    public Content {
        hashes = List.copyOf(hashes);
        if (hashes.size() != (mayDiffer ? 0 : Block.count(bytes))) {
            throw new IllegalArgumentException(hashes.size() + " hashes of " + bytes + " bytes");
        }
    }

    boolean sameShape(Content other) {
        return type.equals(other.type) && bytes == other.bytes && mayDiffer == other.mayDiffer;
    }

    /** The blocks of this array, of that name, in which another of the same shape has other bytes. */
    List<Block> differences(String name, Content other) {
        return IntStream.range(0, hashes.size())
                .filter(i -> !hashes.get(i).equals(other.hashes.get(i)))
                .mapToObj(i -> new Block(name, i))
                .toList();
    }
}
