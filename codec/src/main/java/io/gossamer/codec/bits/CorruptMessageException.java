package io.gossamer.codec.bits;

/** Bytes that no honest encoder of this version could have written. The message says which rule they break. */
public final class CorruptMessageException extends Exception {
    public CorruptMessageException(String message) {
        super(message);
    }

    public CorruptMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
