package io.gossamer.model.checkpoint;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.digest.Sha256;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Saves the state of something to a safetensors file and restores it from there. The same state and metadata give the
 * same bytes. The metadata of the file holds a SHA-256 of its content, so that damage anywhere is found before anything
 * is restored.
 *
 * <pre>{@code
 * String sha256 = Checkpoint.save(file, trainer, Map.of("step", "1000"));
 * Map<String, String> metadata = Checkpoint.restore(file, trainer);
 * }</pre>
 */
public final class Checkpoint {
    private static final String CHECKSUM = "gossamer.sha256";

    private Checkpoint() {}

    /**
     * Writes a checkpoint atomically: a file of that name is replaced by a complete one or not at all.
     *
     * @return the SHA-256 of the file, hexadecimal
     * @throws GossamerException if the file cannot be written
     */
    public static String save(Path file, Stateful state, Map<String, String> metadata) {
        List<NamedArray> arrays = new ArrayList<>();
        state.visitState(new Collector(arrays));
        try {
            return new SafetensorsWriter(arrays).writeChecksummed(file, metadata, CHECKSUM);
        } catch (IOException e) {
            throw new GossamerException(
                    "checkpoint %s cannot be written: %s".formatted(file, e),
                    "Check that the folder exists, is writable and has space left.",
                    e);
        }
    }

    /**
     * Restores every array of {@code state} from a checkpoint. The file must hold exactly these arrays with these
     * shapes; if anything is wrong, nothing is changed.
     *
     * @return the metadata that was saved
     * @throws GossamerException if the file is missing, damaged or of another state; the message says which
     */
    public static SortedMap<String, String> restore(Path file, Stateful state) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile source = SafetensorsFile.open(file, arena);
            verifyChecksum(source);
            Comparison comparison = new Comparison(source);
            state.visitState(comparison);
            comparison.requireNothingLeft();
            state.visitState(new Restoration(source));
            return withoutChecksum(source.metadata());
        }
    }

    /** The metadata of a checkpoint, after checking the whole file. */
    public static SortedMap<String, String> metadata(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile source = SafetensorsFile.open(file, arena);
            verifyChecksum(source);
            return withoutChecksum(source.metadata());
        }
    }

    /** The SHA-256 of a checkpoint's file, as {@link #save} returned it. */
    public static String sha256(Path file) {
        try {
            return Sha256.ofFile(file);
        } catch (IOException e) {
            throw new GossamerException(
                    "checkpoint %s cannot be read: %s".formatted(file, e), "Check the file and its permissions.", e);
        }
    }

    private static SortedMap<String, String> withoutChecksum(Map<String, String> metadata) {
        SortedMap<String, String> copy = new TreeMap<>(metadata);
        copy.remove(CHECKSUM);
        return copy;
    }

    private static void verifyChecksum(SafetensorsFile file) {
        String expected = file.metadata().get(CHECKSUM);
        if (expected == null || expected.length() != SafetensorsWriter.NO_CHECKSUM.length()) {
            throw SafetensorsFile.damaged(file.path(), "is no checkpoint: its metadata has no " + CHECKSUM);
        }
        String header = StandardCharsets.UTF_8
                .decode(file.headerBytes().asByteBuffer())
                .toString()
                .replace(expected, SafetensorsWriter.NO_CHECKSUM);
        Sha256 sha =
                new Sha256().update(header.getBytes(StandardCharsets.UTF_8)).update(file.allData());
        if (!sha.hex().equals(expected)) {
            throw SafetensorsFile.damaged(file.path(), "is damaged: its content does not match its checksum");
        }
    }

    /** Gathers the arrays of a state without copying them. */
    private record Collector(List<NamedArray> arrays) implements StateVisitor {
        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            arrays.add(new NamedArray(name, DType.F32, shape.clone(), values));
        }

        @Override
        public void longs(String name, long[] values) {
            arrays.add(new NamedArray(name, DType.I64, new long[] {values.length}, MemorySegment.ofArray(values)));
        }

        @Override
        public void doubles(String name, double[] values) {
            arrays.add(new NamedArray(name, DType.F64, new long[] {values.length}, MemorySegment.ofArray(values)));
        }
    }

    /** Checks that the arrays of a state are those of a file, and changes nothing. */
    private static final class Comparison implements StateVisitor {
        private final SafetensorsFile file;
        private final Set<String> seen = new HashSet<>();

        private Comparison(SafetensorsFile file) {
            this.file = file;
        }

        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            compare(name, DType.F32, shape);
            if (values.byteSize() != file.tensor(name).bytes()) {
                throw new IllegalArgumentException(
                        "array %s: %d bytes do not match its shape".formatted(name, values.byteSize()));
            }
        }

        @Override
        public void longs(String name, long[] values) {
            compare(name, DType.I64, values.length);
        }

        @Override
        public void doubles(String name, double[] values) {
            compare(name, DType.F64, values.length);
        }

        private void compare(String name, DType type, long... shape) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two arrays of the state are named " + name);
            }
            TensorInfo stored = file.tensor(name);
            if (stored.type() != type || !Arrays.equals(stored.shape(), shape)) {
                throw otherState("holds '%s' as %s %s, but %s %s is needed"
                        .formatted(name, stored.type(), Arrays.toString(stored.shape()), type, Arrays.toString(shape)));
            }
        }

        private void requireNothingLeft() {
            List<String> extra = file.tensors().stream()
                    .map(TensorInfo::name)
                    .filter(name -> !seen.contains(name))
                    .toList();
            if (!extra.isEmpty()) {
                throw otherState("holds %d arrays that are not needed, among them '%s'"
                        .formatted(extra.size(), extra.getFirst()));
            }
        }

        private GossamerException otherState(String problem) {
            return new GossamerException(
                    "%s %s".formatted(file.path(), problem),
                    "Resume with the model, method and number of workers that wrote the checkpoint.");
        }
    }

    /** Overwrites the arrays of a state. */
    private record Restoration(SafetensorsFile file) implements StateVisitor {
        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            values.copyFrom(file.data(name));
        }

        @Override
        public void longs(String name, long[] values) {
            MemorySegment.copy(file.data(name), ValueLayout.JAVA_LONG_UNALIGNED, 0, values, 0, values.length);
        }

        @Override
        public void doubles(String name, double[] values) {
            MemorySegment.copy(file.data(name), ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, values, 0, values.length);
        }
    }
}
