package io.gossamer.net.state;

/**
 * What a member says of one of its named arrays.
 *
 * @param type of its elements, as {@code float32}
 * @param count of its elements
 * @param hash {@link SimpleHash} of its bytes
 * @param mayDiffer whether members may hold different ones, so that it never travels
 */
public record Content(String type, long count, int hash, boolean mayDiffer) {
    boolean sameShape(Content other) {
        return type.equals(other.type) && count == other.count && mayDiffer == other.mayDiffer;
    }

    boolean sameBytes(Content other) {
        return mayDiffer || hash == other.hash;
    }
}
