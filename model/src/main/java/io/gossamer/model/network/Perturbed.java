package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture with one more trainable tensor, {@link #TENSOR}, that is added to everything the network is shown: to
 * images as they are, to tokens as they are embedded. It is the same for all examples and starts at zero. Who trains
 * chooses what it is to do; if it raises the loss, it is a universal adversarial perturbation: Moosavi-Dezfooli, Fawzi,
 * Fawzi and Frossard, CVPR 2017; as a player of a saddle point, Shafahi, Najibi, Xu, Dickerson, Davis and Goldstein,
 * "Universal adversarial training", AAAI 2020.
 *
 * @param network what is perturbed
 * @param shape of the perturbation: [channels, height, width], or [context, width] of a transformer
 */
public record Perturbed(Architecture network, long... shape) implements Architecture {
    /** The perturbation's name; it stands behind all other tensors, so that they start as they would without it. */
    public static final String TENSOR = "perturbation";

    static Perturbed of(Architecture network, ProblemShape problem) {
        if (network instanceof Embedded embedded) {
            return new Perturbed(network, embedded.embeddedShape());
        }
        return switch (problem) {
            case ProblemShape.Images images ->
                new Perturbed(network, images.channels(), images.height(), images.width());
            case ProblemShape.Tokens tokens ->
                throw new GossamerException(
                        network.name() + " takes no perturbation: its tokens cannot be moved",
                        "Take a plain transformer, such as gpt, or name the perturbation before other changes.");
        };
    }

    @Override
    public String name() {
        return network.name() + "+" + TENSOR;
    }

    @Override
    public List<TensorSpec> parameters() {
        TensorSpec perturbation = new TensorSpec(TENSOR, new Initialiser.Constant(0), shape);
        return Stream.concat(network.parameters().stream(), Stream.of(perturbation))
                .toList();
    }

    @Override
    public List<TensorSpec> frozen() {
        return network.frozen();
    }

    @Override
    public List<TensorSpec> buffers() {
        return network.buffers();
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        return network instanceof Embedded embedded
                ? embedded.body(pass, moved(pass, embedded.embed(pass, input)))
                : network.forward(pass, moved(pass, input));
    }

    private Tensor moved(Pass pass, Tensor x) {
        Tensor perturbation = pass.parameter(TENSOR);
        return x.add(x.size(1) < shape[0] ? perturbation.narrow(0, 0, x.size(1)) : perturbation);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Perturbed p && network.equals(p.network) && Arrays.equals(shape, p.shape);
    }

    @Override
    public int hashCode() {
        return 31 * network.hashCode() + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return "Perturbed[" + network + ", " + Arrays.toString(shape) + "]";
    }
}
