package io.gossamer.app.archive;

import io.gossamer.core.failure.GossamerException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats of others in which arrays come and go. */
public enum FileFormat {
    /** One array of NumPy. */
    NPY(1, ".npy"),
    /** Named arrays and metadata. */
    SAFETENSORS(2, ".safetensors"),
    /** One array, nothing but its little-endian float32 values. */
    RAW(3, ".f32", ".bin");

    private final int code;
    private final List<String> endings;

    FileFormat(int code, String... endings) {
        this.code = code;
        this.endings = List.of(endings);
    }

    /** The number in archives. */
    int code() {
        return code;
    }

    static Optional<FileFormat> ofCode(int code) {
        return Arrays.stream(values()).filter(format -> format.code == code).findFirst();
    }

    /** What the ending of a file's name says. */
    public static Optional<FileFormat> ofName(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst();
    }

    /** As {@link #ofName}, for a file that must be understood. */
    public static FileFormat requireOfName(Path file) {
        return ofName(file)
                .orElseThrow(() -> new GossamerException(
                        "the name of " + file + " does not say what is in it",
                        "Name it .npy, .safetensors, .f32 or .bin, or say --format npy, safetensors or raw."));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
