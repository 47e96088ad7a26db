package io.gossamer.codec.message;

/** What bytes on the wire are for. Traffic is counted by kind. */
public enum Kind {
    /** The coded form of tensors that a method compresses. */
    COMPRESSED,
    /** Tensors sent as they are. */
    DENSE,
    /** Everything else: frame headers, handshakes, barriers, votes, hashes. */
    CONTROL
}
