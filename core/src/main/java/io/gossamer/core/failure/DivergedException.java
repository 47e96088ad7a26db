package io.gossamer.core.failure;

/** Training has arrived at numbers that are not finite; with other settings it need not. */
public final class DivergedException extends GossamerException {
    public DivergedException(String message, String hint) {
        super(message, hint);
    }
}
