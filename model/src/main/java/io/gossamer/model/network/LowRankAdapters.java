package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture that is frozen but for a change of low rank to each of its weight matrices: W + (alpha / r) B A stands
 * for W [outputs, inputs], with A [r, inputs] drawn as a linear layer is, and B [outputs, r] zero at the start. Hu et al.,
 * "LoRA: Low-Rank Adaptation of Large Language Models" (2021), section 4.1.
 *
 * <p>The sum is made anew for each pass and layer, which costs less than applying A and B to the tokens wherever a batch
 * has more of these than half a matrix has rows.
 */
final class LowRankAdapters implements Architecture {
    private static final String WEIGHT = ".weight";
    private static final String A = ".lora_a";
    private static final String B = ".lora_b";

    private final Architecture base;
    private final int rank;
    private final double alpha;
    private final String where;
    private final Map<String, TensorSpec> adapted = new HashMap<>();
    private final List<TensorSpec> adapters = new ArrayList<>();

    /**
     * @param names regular expression that is found in the names of the layers whose weights change; empty for all
     * @throws GossamerException if there is no such layer
     */
    LowRankAdapters(Architecture base, int rank, double alpha, Optional<Pattern> names) {
        this.base = base;
        this.rank = rank;
        this.alpha = alpha;
        this.where = names.map(pattern -> "," + pattern).orElse("");
        for (TensorSpec weight : base.parameters()) {
            if (isMatrixOfLayer(weight)
                    && names.map(pattern -> pattern.matcher(layer(weight)).find())
                            .orElse(true)) {
                adapted.put(weight.name(), weight);
                adapters.addAll(adapters(weight));
            }
        }
        if (adapters.isEmpty()) {
            throw new GossamerException(
                    "No layer of " + base.name() + " takes an adapter" + where.replaceFirst(",", " named like "),
                    "Its layers are: "
                            + String.join(
                                    ", ",
                                    base.parameters().stream()
                                            .filter(LowRankAdapters::isMatrixOfLayer)
                                            .map(LowRankAdapters::layer)
                                            .toList())
                            + ".");
        }
    }

    private static boolean isMatrixOfLayer(TensorSpec spec) {
        return spec.shape().length == 2 && spec.name().endsWith(WEIGHT);
    }

    private static String layer(TensorSpec weight) {
        return weight.name().substring(0, weight.name().length() - WEIGHT.length());
    }

    private List<TensorSpec> adapters(TensorSpec weight) {
        long outputs = weight.shape()[0];
        long inputs = weight.shape()[1];
        return List.of(
                new TensorSpec(layer(weight) + A, Initialiser.fanIn(inputs), rank, inputs),
                new TensorSpec(layer(weight) + B, new Initialiser.Constant(0), outputs, rank));
    }

    @Override
    public String name() {
        return base.name() + "+lora(" + rank + "," + alpha + where + ")";
    }

    @Override
    public List<TensorSpec> parameters() {
        return adapters;
    }

    @Override
    public List<TensorSpec> frozen() {
        return Stream.concat(base.parameters().stream(), base.frozen().stream()).toList();
    }

    @Override
    public List<TensorSpec> buffers() {
        return base.buffers();
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        return base.forward(pass.deriving(name -> changed(pass, name)), input);
    }

    private Optional<Tensor> changed(Pass pass, String name) {
        return Optional.ofNullable(adapted.get(name)).map(weight -> {
            Tensor change = pass.parameter(layer(weight) + B).mm(pass.parameter(layer(weight) + A));
            return pass.parameter(name).add(change, new Scalar(alpha / rank));
        });
    }
}
