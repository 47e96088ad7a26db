package io.gossamer.model.data;

import io.gossamer.model.digest.Sha256;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Windows of a text for a next-token model. Window {@code i} holds the tokens from {@code i * context} to
 * {@code (i + 1) * context}, both included: the first {@code context} are the input, the last {@code context} the
 * target. Windows share only their border, so that an epoch predicts every token once. Batches are int64 [batch,
 * context].
 */
public final class TextDataset implements Dataset {
    private final char[] tokens;
    private final int context;
    private final String checksum;

    /** @param tokens of a {@link io.gossamer.model.tokenizer.Tokenizer}, at least {@code context + 1} */
    public TextDataset(char[] tokens, int context) {
        if (context < 1 || tokens.length <= context) {
            throw new IllegalArgumentException(
                    "%d tokens make no window of %d and its target".formatted(tokens.length, context));
        }
        this.tokens = tokens;
        this.context = context;
        this.checksum = new Sha256()
                .update(tokens.length)
                .update(context)
                .update(bytes(tokens))
                .hex();
    }

    private static ByteBuffer bytes(char[] tokens) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tokens.length, Character.BYTES));
        bytes.asCharBuffer().put(tokens);
        return bytes;
    }

    public int context() {
        return context;
    }

    @Override
    public int size() {
        return (tokens.length - 1) / context;
    }

    /** Always 0: windows of a text have no class. */
    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public Batch batch(int[] indices) {
        long[] shape = {indices.length, context};
        Tensor input = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
        Tensor target = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
        try (Arena filling = Arena.ofConfined()) {
            MemorySegment inputs = TensorMemory.of(input, filling);
            MemorySegment targets = TensorMemory.of(target, filling);
            for (int i = 0; i < indices.length; i++) {
                int start = Math.multiplyExact(indices[i], context);
                for (int t = 0; t < context; t++) {
                    long at = (long) i * context + t;
                    inputs.setAtIndex(ValueLayout.JAVA_LONG, at, tokens[start + t]);
                    targets.setAtIndex(ValueLayout.JAVA_LONG, at, tokens[start + t + 1]);
                }
            }
        }
        return new Batch(input, target);
    }

    @Override
    public String checksum() {
        return checksum;
    }
}
