package io.gossamer.net.topology;

/** A change of a tour that begins behind one of its nodes, and by how much it lowers the weight. */
sealed interface Move {
    double gain();

    /** Nothing changes, since no move gains more than that. */
    record Stay(double gain) implements Move {}

    /** The {@code length} nodes behind it go behind the one that is {@code end} places ahead; nobody turns around. */
    record Insertion(double gain, int length, int end) implements Move {}

    /** The {@code length} nodes behind it turn around. */
    record Reversal(double gain, int length) implements Move {}
}
