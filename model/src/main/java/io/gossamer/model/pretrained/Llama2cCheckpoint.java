package io.gossamer.model.pretrained;

import static io.gossamer.model.pretrained.DamagedModelException.require;

import io.gossamer.codec.bits.LittleEndian;
import io.gossamer.model.network.Architecture;
import io.gossamer.model.network.GivenWeights;
import io.gossamer.model.network.Llama;
import io.gossamer.model.network.ProblemShape;
import io.gossamer.model.network.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a llama2.c checkpoint of version 0 says of itself. Little-endian: seven int32, in the order of the components, the
 * vocabulary negative if the output matrix is not the embedding; then float32, each tensor for all layers before the next:
 *
 * <pre>
 * embedding [V, d], attention norm [L, d], query [L, d, d], key [L, k, d], value [L, k, d], projection [L, d, d],
 * feed-forward norm [L, d], gate [L, h, d], contract [L, d, h], expand [L, h, d], norm [d],
 * two tables of rotary positions [context, d / heads / 2], which nothing uses, and the output matrix [V, d] if not tied
 * </pre>
 */
record Llama2cCheckpoint(int width, int hidden, int layers, int heads, int keyValueHeads, int vocabulary, int context) {
    private static final int HEADER_BYTES = 7 * Integer.BYTES;
    private static final int MOST = 1 << 16;
    /** Stands in the order of tensors for the tables that nothing uses. */
    private static final String ROTARY = "rotary";

    /** @throws DamagedModelException if the header makes no sense or the file has another length than it asks for */
    static Llama2cCheckpoint read(MemorySegment file) throws DamagedModelException {
        require(file.byteSize() >= HEADER_BYTES, "it is too short for a header");
        int[] fields = new int[7];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = file.get(LittleEndian.INT, (long) i * Integer.BYTES);
        }
        Llama2cCheckpoint header =
                new Llama2cCheckpoint(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]);
        header.check();
        require(
                file.byteSize() == header.bytes(),
                "it has %,d bytes, and its header asks for %,d".formatted(file.byteSize(), header.bytes()));
        return header;
    }

    private void check() throws DamagedModelException {
        for (int size : new int[] {width, hidden, layers, heads, keyValueHeads, context}) {
            require(size > 0 && size <= MOST, "a size of " + size);
        }
        require(vocabulary != 0 && Math.abs((long) vocabulary) <= MOST, "a vocabulary of " + vocabulary);
        require(layers <= 1 << 10, layers + " layers");
        require(
                width % heads == 0 && width / heads % 2 == 0 && heads % keyValueHeads == 0,
                "width " + width + " in " + heads + " heads that share " + keyValueHeads);
    }

    private boolean tied() {
        return vocabulary > 0;
    }

    private int tokens() {
        return Math.abs(vocabulary);
    }

    /** No overflow: every size is at most 2^16, and the layers at most 2^10. */
    private long bytes() {
        long keyValueWidth = (long) keyValueHeads * (width / heads);
        long layer = 2L * width + 2L * width * width + 2 * keyValueWidth * width + 3L * hidden * width;
        long floats = (tied() ? 1L : 2L) * tokens() * width + layers * layer + width + rotaryFloats();
        return HEADER_BYTES + floats * Float.BYTES;
    }

    private long rotaryFloats() {
        return 2L * context * (width / heads / 2);
    }

    Llama llama(String name) {
        ProblemShape.Tokens shape = new ProblemShape.Tokens(tokens(), context);
        return new Llama(name, shape, layers, width, hidden, heads, keyValueHeads, tied());
    }

    /** The architecture with the weights where they lie in the file. */
    Architecture weights(Llama llama, MemorySegment file) {
        Map<String, TensorSpec> specs =
                llama.parameters().stream().collect(Collectors.toMap(TensorSpec::name, spec -> spec));
        Map<String, MemorySegment> values = new HashMap<>();
        long at = HEADER_BYTES;
        for (String name : order()) {
            if (name.equals(ROTARY)) {
                at += rotaryFloats() * Float.BYTES;
            } else {
                long bytes = elements(specs.get(name)) * Float.BYTES;
                values.put(name, file.asSlice(at, bytes));
                at += bytes;
            }
        }
        return new GivenWeights(llama, values);
    }

    /** Names in the order of the file. */
    private List<String> order() {
        Stream<String> layered = Stream.of(
                        "norm1",
                        "query.weight",
                        "key.weight",
                        "value.weight",
                        "projection.weight",
                        "norm2",
                        "gate.weight",
                        "contract.weight",
                        "expand.weight")
                .flatMap(name -> Stream.iterate(0, layer -> layer < layers, layer -> layer + 1)
                        .map(layer -> "block" + layer + "." + name));
        Stream<String> end = tied() ? Stream.of("norm", ROTARY) : Stream.of("norm", ROTARY, "head");
        return Stream.of(Stream.of("tokens"), layered, end)
                .flatMap(names -> names)
                .toList();
    }

    private static long elements(TensorSpec spec) {
        long count = 1;
        for (long size : spec.shape()) {
            count *= size;
        }
        return count;
    }
}
