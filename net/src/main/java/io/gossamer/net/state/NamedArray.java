package io.gossamer.net.state;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One of the arrays of a shared state, as it lies in this member's memory.
 *
 * @param name the same on all members; 1 to {@value #LONGEST_NAME} bytes of UTF-8 without control characters
 * @param type of its elements, as {@code float32}; only compared. 1 to {@value #LONGEST_TYPE} letters and digits
 * @param bytes its memory, which a synchronisation reads and overwrites; equally long on all members
 * @param mayDiffer whether members may hold different ones, so that it never travels
 */
public record NamedArray(String name, String type, MemorySegment bytes, boolean mayDiffer) {
    static final int LONGEST_NAME = 256;
    static final int LONGEST_TYPE = 32;
    private static final Pattern NAME = Pattern.compile("\\P{Cntrl}+");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9]{1," + LONGEST_TYPE + "}");

    public NamedArray {
        if (!isName(name) || !isType(type)) {
            throw new IllegalArgumentException("an array named '" + name + "' of '" + type + "'");
        }
        if (bytes.isReadOnly()) {
            throw new IllegalArgumentException("the array '" + name + "' cannot be overwritten");
        }
    }

    /** An array of float32 in native byte order, which is the same on all members. */
    public static NamedArray float32(String name, MemorySegment values) {
        if (values.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(values.byteSize() + " bytes are no array of float32");
        }
        return new NamedArray(name, "float32", values, false);
    }

    /** Bytes that only their owner understands. */
    public static NamedArray bytes(String name, MemorySegment bytes) {
        return new NamedArray(name, "bytes", bytes, false);
    }

    /** The same array, of which members may hold different ones. */
    public NamedArray differing() {
        return new NamedArray(name, type, bytes, true);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    static boolean isType(String type) {
        return TYPE.matcher(type).matches();
    }
}
