package io.gossamer.model.data;

import io.gossamer.model.digest.Sha256;
import java.lang.foreign.MemorySegment;

/**
 * Labelled images as they stand in files: one unsigned byte per pixel and channel.
 *
 * @param channels 1 for grey, 3 for red, green, blue
 * @param height in pixels
 * @param width in pixels
 * @param classes number of classes, 2 to 256; every label is below it
 * @param pixels [image, channel, row, column], unsigned bytes; lives as long as the arena of whoever made it
 * @param labels one unsigned byte per image
 */
public record ImageSet(int channels, int height, int width, int classes, MemorySegment pixels, byte[] labels) {
    public ImageSet {
        if (channels < 1 || height < 1 || width < 1 || classes < 2 || classes > 256 || labels.length == 0) {
            throw new IllegalArgumentException("no images of %d channels, %d x %d pixels, %d classes, %d labels"
                    .formatted(channels, height, width, classes, labels.length));
        }
        long expected = Math.multiplyExact(labels.length, Math.multiplyExact((long) channels * height, width));
        if (pixels.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "%d bytes of pixels where %d are needed".formatted(pixels.byteSize(), expected));
        }
        for (byte label : labels) {
            if (Byte.toUnsignedInt(label) >= classes) {
                throw new IllegalArgumentException(
                        "label %d with %d classes".formatted(Byte.toUnsignedInt(label), classes));
            }
        }
    }

    public int size() {
        return labels.length;
    }

    public int label(int index) {
        return Byte.toUnsignedInt(labels[index]);
    }

    /** Number of bytes in one image. */
    public int imageBytes() {
        return channels * height * width;
    }

    /** SHA-256 over sizes, pixels and labels, hexadecimal. */
    public String checksum() {
        return new Sha256()
                .update(channels)
                .update(height)
                .update(width)
                .update(classes)
                .update(size())
                .update(pixels)
                .update(labels)
                .hex();
    }
}
