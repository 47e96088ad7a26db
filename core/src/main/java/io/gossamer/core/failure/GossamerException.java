package io.gossamer.core.failure;

import java.util.Objects;

/**
 * A failure that a person can act on. The message names what is wrong and where; the hint says what to do. The command
 * line prints both in one or two lines and keeps the stack trace for {@code --verbose}.
 */
public class GossamerException extends RuntimeException {
    private final String hint;

    public GossamerException(String message, String hint) {
        this(message, hint, null);
    }

    public GossamerException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = Objects.requireNonNull(hint);
    }

    /** What to do about it, one sentence. */
    public String hint() {
        return hint;
    }
}
