package io.gossamer.model.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Images for a classifier. Batches are float32 [batch, channel, row, column], normalised, with int64 [batch] labels.
 *
 * <p>Pixels stay bytes, a quarter of the memory of floats, and are converted straight into the memory of the batch's
 * tensor; measured faster than {@code index_select} on a byte tensor followed by conversion and scaling.
 */
public final class ImageDataset implements Dataset {
    private final ImageSet images;
    private final Normalization normalization;
    private final String checksum;

    public ImageDataset(ImageSet images, Normalization normalization) {
        this.images = images;
        this.normalization = normalization;
        this.checksum = images.checksum();
    }

    public ImageSet images() {
        return images;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int label(int index) {
        return images.label(index);
    }

    @Override
    public Batch batch(int[] indices) {
        int plane = images.height() * images.width();
        Tensor input = TensorMemory.allocate(
                torch.ScalarType.Float, indices.length, images.channels(), images.height(), images.width());
        Tensor target = TensorMemory.allocate(torch.ScalarType.Long, indices.length);
        MemorySegment values = TensorMemory.of(input);
        MemorySegment labels = TensorMemory.of(target);
        for (int i = 0; i < indices.length; i++) {
            labels.setAtIndex(ValueLayout.JAVA_LONG, i, images.label(indices[i]));
            for (int channel = 0; channel < images.channels(); channel++) {
                long from = ((long) indices[i] * images.channels() + channel) * plane;
                long to = ((long) i * images.channels() + channel) * plane;
                normalize(
                        images.pixels().asSlice(from, plane),
                        values.asSlice(to * Float.BYTES, (long) plane * Float.BYTES),
                        plane,
                        normalization.scale()[channel],
                        normalization.offset()[channel]);
            }
        }
        return new Batch(input, target);
    }

    private static void normalize(MemorySegment bytes, MemorySegment floats, int count, float scale, float offset) {
        for (int i = 0; i < count; i++) {
            float pixel = bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, pixel * scale + offset);
        }
    }

    @Override
    public String checksum() {
        return checksum;
    }
}
