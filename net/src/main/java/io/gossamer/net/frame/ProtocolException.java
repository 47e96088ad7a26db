package io.gossamer.net.frame;

import java.io.IOException;

/** The other end sent what no node of this version would send. */
public final class ProtocolException extends IOException {
    public ProtocolException(String message) {
        super(message);
    }
}
