package io.gossamer.net.collective;

/** An operation cannot go on in this view. Within the package only: the group takes part in the change and goes on. */
final class ViewEndsException extends Exception {
    static final long NOBODY = -1;

    private static final long serialVersionUID = 1;

    private final long suspect;

    /** @param suspect because of whom, or {@link #NOBODY} */
    ViewEndsException(String reason, long suspect) {
        super(reason, null, false, false);
        this.suspect = suspect;
    }

    long suspect() {
        return suspect;
    }
}
