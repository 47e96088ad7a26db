package io.gossamer.net.collective;

import io.gossamer.core.failure.GossamerException;

/**
 * The members of a group changed in the midst of an operation that only those of before can do together. It counts for
 * nobody; whoever called it may begin again with those who are in now.
 */
public final class ViewChangedException extends GossamerException {
    private static final long serialVersionUID = 1;

    public ViewChangedException() {
        super(
                "A member came or went in the midst of an operation that needs all of them",
                "This method needs fixed members: start it without --on-loss.");
    }
}
