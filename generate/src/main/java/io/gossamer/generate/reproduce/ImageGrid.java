package io.gossamer.generate.reproduce;

import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.SmallImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Square grey images side by side in one PNG file. */
final class ImageGrid {
    private static final int ZOOM = 3;
    private static final int GAP = 1;

    private ImageGrid() {}

    static void write(Path file, ExampleArray images, SmallImages scale, int columns) {
        int side = (int) Math.round(Math.sqrt(images.dimension()));
        int cell = side * ZOOM + GAP;
        int rows = (images.size() + columns - 1) / columns;
        BufferedImage page = new BufferedImage(columns * cell, rows * cell, BufferedImage.TYPE_BYTE_GRAY);
        float[] values = images.values();
        for (int i = 0; i < images.size(); i++) {
            for (int y = 0; y < side * ZOOM; y++) {
                for (int x = 0; x < side * ZOOM; x++) {
                    float value = values[i * side * side + y / ZOOM * side + x / ZOOM];
                    page.getRaster().setSample(i % columns * cell + x, i / columns * cell + y, 0, scale.grey(value));
                }
            }
        }
        try {
            ImageIO.write(page, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
