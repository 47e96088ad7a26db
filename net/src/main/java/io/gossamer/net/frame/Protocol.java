package io.gossamer.net.frame;

import java.nio.ByteBuffer;

/**
 * What a node says of itself in the first frame of a connection: which versions of the protocol it speaks, and which
 * features it has that not every node of a version must have. The package's description gives its bytes.
 *
 * @param lowest version
 * @param highest version
 * @param features a bit each
 */
public record Protocol(int lowest, int highest, int features) {
    /** What this node speaks. */
    public static final Protocol OWN = new Protocol(2, 2, 0);

    private static final int MAGIC = 0x52534F47;

    public void encode(ByteBuffer out) {
        out.putInt(MAGIC).putShort((short) lowest).putShort((short) highest).putInt(features);
    }

    /**
     * Reads what another node says.
     *
     * @throws ProtocolException if it is no node, or contradicts itself
     * @throws java.nio.BufferUnderflowException if {@code in} ends before
     */
    public static Protocol decode(ByteBuffer in) throws ProtocolException {
        if (in.getInt() != MAGIC) {
            throw new ProtocolException("this is not a Gossamer worker");
        }
        Protocol protocol =
                new Protocol(Short.toUnsignedInt(in.getShort()), Short.toUnsignedInt(in.getShort()), in.getInt());
        if (protocol.lowest > protocol.highest) {
            throw new ProtocolException(
                    "its lowest version " + protocol.lowest + " is above its highest " + protocol.highest);
        }
        return protocol;
    }

    /**
     * What two nodes speak with each other: the highest version and the features that both have.
     *
     * @throws ProtocolException if they have no version in common
     */
    public Protocol agree(Protocol other) throws ProtocolException {
        int version = Math.min(highest, other.highest);
        if (version < Math.max(lowest, other.lowest)) {
            throw new ProtocolException("it speaks " + other.versions() + " of the protocol, this node " + versions()
                    + "; use the same Gossamer everywhere");
        }
        return new Protocol(version, version, features & other.features);
    }

    private String versions() {
        return lowest == highest ? "version " + lowest : "versions " + lowest + " to " + highest;
    }
}
