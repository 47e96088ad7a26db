package io.gossamer.net.collective;

/**
 * The sequence numbers of a group's operations: in the upper byte the part of the whole group that this is, 0 for the whole;
 * below it the operation's place in the group's program, modulo 2^24.
 */
final class OperationNumbers {
    private static final int PLACE_BITS = 24;
    private static final int PLACES = (1 << PLACE_BITS) - 1;
    private static final int MOST_PARTS = 127;

    private final int part;
    private int parts;
    private int place;

    private OperationNumbers(int part) {
        this.part = part;
    }

    static OperationNumbers ofTheWhole() {
        return new OperationNumbers(0);
    }

    /** Those of the next part that a node is in, the same on all nodes if they cut alike. */
    OperationNumbers ofAPart() {
        if (areOfAPart()) {
            throw new IllegalStateException("A part of a group cannot be cut again");
        }
        if (parts == MOST_PARTS) {
            throw new IllegalStateException("A group cannot be cut more than " + MOST_PARTS + " times");
        }
        return new OperationNumbers(++parts);
    }

    boolean areOfAPart() {
        return part != 0;
    }

    int next() {
        place++;
        return part << PLACE_BITS | place & PLACES;
    }

    /** A number as a person reads it, as {@code 17} or {@code 17 of part 2}. */
    static String text(int number) {
        int part = number >>> PLACE_BITS;
        return (number & PLACES) + (part == 0 ? "" : " of part " + part);
    }
}
