package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture of which only some parameters are trained; the others are frozen, and never travel.
 *
 * @param names regular expression that the whole names of the trained ones match
 */
record TrainedPart(Architecture base, Pattern names) implements Architecture {
    /** @throws GossamerException if no name matches */
    TrainedPart {
        if (base.parameters().stream().noneMatch(spec -> matches(names, spec))) {
            throw new GossamerException(
                    "No parameter of " + base.name() + " is named like '" + names + "'",
                    "Its parameters are: "
                            + String.join(
                                    ", ",
                                    base.parameters().stream()
                                            .map(TensorSpec::name)
                                            .toList())
                            + ".");
        }
    }

    private static boolean matches(Pattern names, TensorSpec spec) {
        return names.matcher(spec.name()).matches();
    }

    @Override
    public String name() {
        return base.name() + "+only(" + names + ")";
    }

    @Override
    public List<TensorSpec> parameters() {
        return parameters(spec -> matches(names, spec)).toList();
    }

    @Override
    public List<TensorSpec> frozen() {
        return Stream.concat(parameters(spec -> !matches(names, spec)), base.frozen().stream())
                .toList();
    }

    private Stream<TensorSpec> parameters(Predicate<TensorSpec> which) {
        return base.parameters().stream().filter(which);
    }

    @Override
    public List<TensorSpec> buffers() {
        return base.buffers();
    }

    @Override
    public Tensor forward(Pass pass, Tensor input) {
        return base.forward(pass, input);
    }
}
