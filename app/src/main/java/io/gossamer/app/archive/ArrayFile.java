package io.gossamer.app.archive;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.checkpoint.ArrayDescription;
import io.gossamer.model.checkpoint.ChannelTransfer;
import io.gossamer.model.checkpoint.DType;
import io.gossamer.model.checkpoint.SafetensorsFile;
import io.gossamer.model.checkpoint.TensorInfo;
import io.gossamer.model.npy.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** A file of arrays in a format of others, of which one array at a time is brought into memory. */
sealed interface ArrayFile extends AutoCloseable {
    /** What an array is called where its file gives it no name. */
    String ONLY = "array";

    /** At least what their sizes say is in the file. */
    List<ArrayDescription> arrays();

    default SortedMap<String, String> metadata() {
        return Collections.emptySortedMap();
    }

    /** Fills memory of the array's size with its elements, little-endian and row-major. */
    void read(ArrayDescription array, MemorySegment target);

    @Override
    void close();

    /** @throws GossamerException if it is missing or no such file; the message says which */
    static ArrayFile open(Path path, FileFormat format) {
        return switch (format) {
            case NPY -> new Npy(NpyFile.open(path));
            case SAFETENSORS -> Safetensors.open(path);
            case RAW -> Raw.open(path);
        };
    }

    /** One array of NumPy. */
    record Npy(NpyFile file) implements ArrayFile {
        @Override
        public List<ArrayDescription> arrays() {
            return List.of(new ArrayDescription(ONLY, DType.F32, file.shape()));
        }

        @Override
        public void read(ArrayDescription array, MemorySegment target) {
            file.read(target);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** Named arrays of any type. */
    record Safetensors(SafetensorsFile file, Arena arena) implements ArrayFile {
        @SuppressWarnings("MustBeClosedChecker") // The record owns the arena: close() closes it.
        static Safetensors open(Path path) {
            Arena arena = Arena.ofConfined();
            try {
                return new Safetensors(SafetensorsFile.open(path, arena), arena);
            } catch (Throwable e) {
                arena.close();
                throw e;
            }
        }

        @Override
        public List<ArrayDescription> arrays() {
            return file.tensors().stream().map(TensorInfo::description).toList();
        }

        @Override
        public SortedMap<String, String> metadata() {
            return file.metadata();
        }

        @Override
        public void read(ArrayDescription array, MemorySegment target) {
            target.copyFrom(file.data(array.name()));
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** Nothing but values. */
    record Raw(Path path, FileChannel channel, long elements) implements ArrayFile {
        static Raw open(Path path) {
            try {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                long size = channel.size();
                if (size % Float.BYTES != 0) {
                    channel.close();
                    throw new GossamerException(
                            "%s has %,d bytes, which is no whole number of float32 values".formatted(path, size),
                            "Name a file of little-endian float32 values, 4 bytes each, and nothing else.");
                }
                return new Raw(path, channel, size / Float.BYTES);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        @Override
        public List<ArrayDescription> arrays() {
            return List.of(new ArrayDescription(ONLY, DType.F32, new long[] {elements}));
        }

        @Override
        public void read(ArrayDescription array, MemorySegment target) {
            try {
                ChannelTransfer.readFully(channel, 0, target);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        private static GossamerException unreadable(Path path, IOException e) {
            return new GossamerException(
                    "%s cannot be read: %s".formatted(path, e.getMessage()), "Check the file and its permissions.", e);
        }
    }
}
