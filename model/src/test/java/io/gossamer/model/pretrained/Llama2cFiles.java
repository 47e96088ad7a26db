package io.gossamer.model.pretrained;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A llama2.c model of 260 pieces, width 8, two layers and two heads that share one of keys and values; its weights are small numbers. */
public final class Llama2cFiles {
    static final int WIDTH = 8;
    static final int HIDDEN = 12;
    static final int LAYERS = 2;
    static final int CONTEXT = 16;
    static final int VOCABULARY = 262;

    private Llama2cFiles() {}

    /** Writes model and tokenizer into a folder; returns the model. */
    public static Path write(Path folder) throws IOException {
        Files.write(folder.resolve("tiny_tok.bin"), tokenizer());
        return Files.write(folder.resolve("tiny.bin"), model(true));
    }

    static byte[] model(boolean tied) {
        int layer = 2 * WIDTH + 3 * WIDTH * WIDTH + 3 * HIDDEN * WIDTH;
        int floats = (tied ? 1 : 2) * VOCABULARY * WIDTH + LAYERS * layer + WIDTH + CONTEXT * WIDTH / 2;
        ByteBuffer bytes = ByteBuffer.allocate(28 + floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int field : new int[] {WIDTH, HIDDEN, LAYERS, 2, 1, tied ? VOCABULARY : -VOCABULARY, CONTEXT}) {
            bytes.putInt(field);
        }
        for (int i = 0; i < floats; i++) {
            bytes.putFloat(weight(i));
        }
        return bytes.array();
    }

    /** The float at a place of the file. */
    static float weight(int place) {
        return (place * 37 % 101 - 50) / 100f;
    }

    static byte[] tokenizer() {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int value = 0; value < 256; value++) {
            pieces.add("<0x%02X>".formatted(value));
        }
        pieces.addAll(List.of("a", "b", "ab"));
        ByteBuffer bytes = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(6);
        for (String piece : pieces) {
            bytes.putFloat(-1).putInt(piece.length()).put(piece.getBytes(StandardCharsets.UTF_8));
        }
        byte[] written = new byte[bytes.position()];
        bytes.get(0, written);
        return written;
    }
}
