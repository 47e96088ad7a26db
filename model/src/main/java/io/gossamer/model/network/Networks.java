package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.NativeOwner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** Makes networks: from a name and the shape of the problem, from an own architecture, from a file. */
public final class Networks {
    /** The node number of what all nodes share. */
    private static final int EVERY_NODE = -1;

    private static final String SCRIPT_SUFFIX = ".pt";
    private static final String SIZED_MLP = "mlp:";

    private Networks() {}

    /** The built-in models that fit a problem, as {@code --model} takes them. */
    public static List<String> names(ProblemShape shape) {
        return switch (shape) {
            case ProblemShape.Images images -> List.of("logistic", "mlp", "lenet", "resnet8", "resnet20");
            case ProblemShape.Tokens tokens -> List.of("gpt", "gpt-tied");
        };
    }

    /**
     * A network by name.
     *
     * @param model one of {@link #names}, an MLP with hidden sizes such as {@code mlp:128-64}, either with what a
     *     {@link ModelName} may change about it; or the path of a TorchScript file that ends in {@code .pt}
     * @param seed decides the initial values; a file brings its own
     * @throws GossamerException if there is no such model or it does not fit the problem
     */
    public static Network create(String model, ProblemShape shape, Loss loss, long seed) {
        ModelName name = ModelName.parse(model);
        if (!name.base().endsWith(SCRIPT_SUFFIX)) {
            return of(name.change(architecture(name.base(), shape), shape), loss, seed);
        }
        if (!name.changes().isEmpty()) {
            throw new GossamerException(
                    "A TorchScript file is trained as it is, without +"
                            + name.changes().getFirst().name(),
                    "Freeze parts of it by requires_grad before saving it.");
        }
        return torchScript(Path.of(name.base()), loss);
    }

    private static Architecture architecture(String model, ProblemShape shape) {
        String family = model.startsWith(SIZED_MLP) ? "mlp" : model;
        if (!names(shape).contains(family)) {
            throw new GossamerException(
                    "There is no model named '" + model + "' for this task.",
                    "Take one of: " + String.join(", ", names(shape)) + ", any of them +" + Perturbed.TENSOR
                            + ", or a TorchScript file (*.pt).");
        }
        return switch (shape) {
            case ProblemShape.Images images -> imageArchitecture(model, images);
            case ProblemShape.Tokens tokens -> Gpt.small(model, tokens, model.equals("gpt-tied"));
        };
    }

    private static Architecture imageArchitecture(String model, ProblemShape.Images shape) {
        long features = (long) shape.channels() * shape.height() * shape.width();
        long classes = shape.classes();
        if (model.startsWith(SIZED_MLP)) {
            return new Mlp(model, sizes(model, features, classes));
        }
        return switch (model) {
            case "logistic" -> new Mlp(model, List.of(features, classes));
            case "mlp" -> new Mlp(model, List.of(features, 512L, 512L, classes));
            case "lenet" -> new LeNet5(shape);
            case "resnet8" -> new ResNet(8, shape);
            case "resnet20" -> new ResNet(20, shape);
            default -> throw new AssertionError(model);
        };
    }

    private static List<Long> sizes(String model, long features, long classes) {
        String hidden = model.substring(SIZED_MLP.length());
        if (!hidden.matches("[1-9][0-9]{0,5}(-[1-9][0-9]{0,5}){0,7}")) {
            throw new GossamerException(
                    "'" + model + "' names no MLP.", "Write the hidden sizes as in mlp:128 or mlp:512-512.");
        }
        List<Long> sizes = new ArrayList<>(List.of(features));
        Arrays.stream(hidden.split("-")).map(Long::valueOf).forEach(sizes::add);
        sizes.add(classes);
        return sizes;
    }

    /**
     * A libtorch module written in Java, trained as it is: its parameters are moved into flat memory, where the module
     * goes on using them. Modules of one process take turns, since dropout and the like draw from libtorch's global
     * generator, which is seeded before each pass.
     *
     * @param forward calls the module
     * @throws GossamerException if a parameter is not float32, or none is trainable
     */
    public static Network of(String name, Module module, UnaryOperator<Tensor> forward, Loss loss) {
        return AdoptedNetwork.adopt(name, new JavaModule(module, forward), loss);
    }

    /**
     * A network from a TorchScript file, trained as it is.
     *
     * @param file as {@code torch.jit.save} writes it
     * @throws GossamerException if the file is missing or unreadable, a parameter is not float32, or none is trainable
     */
    public static Network torchScript(Path file, Loss loss) {
        return AdoptedNetwork.adopt(file.getFileName().toString(), ScriptModule.load(file), loss);
    }

    /**
     * A freshly initialised network.
     *
     * @param seed decides every initial value, the same on every machine
     */
    public static Network of(Architecture architecture, Loss loss, long seed) {
        List<TensorSpec> parameterSpecs = architecture.parameters();
        List<TensorSpec> bufferSpecs = architecture.buffers();
        FlatTensors parameters = initialised(parameterSpecs, seed, 0);
        FlatTensors buffers = initialised(bufferSpecs, seed, parameterSpecs.size());
        List<TensorSpec> frozenSpecs = architecture.frozen();
        FlatTensors frozen = initialised(frozenSpecs, seed, parameterSpecs.size() + bufferSpecs.size());

        NativeOwner owner = new NativeOwner();
        List<Gradients.Leaf> leaves = new ArrayList<>();
        Map<String, Tensor> parametersByName = new HashMap<>();
        Map<String, Tensor> constantsByName = new HashMap<>();
        Map<String, Tensor> buffersByName = new HashMap<>();
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < parameterSpecs.size(); i++) {
                Tensor leaf = owner.keep(parameters.view(i).detach());
                leaf.set_requires_grad(true);
                leaves.add(new Gradients.Leaf(leaf, i));
                parametersByName.put(parameterSpecs.get(i).name(), leaf);
                constantsByName.put(parameterSpecs.get(i).name(), parameters.view(i));
            }
        }
        for (int i = 0; i < frozenSpecs.size(); i++) {
            parametersByName.put(frozenSpecs.get(i).name(), frozen.view(i));
        }
        for (int i = 0; i < bufferSpecs.size(); i++) {
            buffersByName.put(bufferSpecs.get(i).name(), buffers.view(i));
        }
        var tensors = new FlatNetwork.Tensors(parameters, buffers, frozen, leaves, new OtherBuffers(List::of), owner);
        var forward = new ArchitectureForward(architecture, parametersByName, constantsByName, buffersByName);
        return new FlatNetwork(architecture.name(), tensors, forward, loss);
    }

    /**
     * What an architecture computes with given parameters, in evaluation mode and without gradients being asked for. The
     * output is a tensor of the current PointerScope.
     *
     * @param parameters in the layout of a network of this architecture; read at each call, so they may change between
     *     two
     */
    public static UnaryOperator<Tensor> function(Architecture architecture, FlatTensors parameters) {
        Map<String, Tensor> byName = new HashMap<>();
        List<FlatLayout.Entry> entries = parameters.layout().entries();
        for (int i = 0; i < entries.size(); i++) {
            byName.put(entries.get(i).name(), parameters.view(i));
        }
        return input -> architecture.forward(Pass.evaluation(byName, Map.of()), input);
    }

    private static FlatTensors initialised(List<TensorSpec> specs, long seed, int firstIndex) {
        FlatTensors flat = FlatTensors.zeros(FlatLayout.of(
                specs.stream().map(TensorSpec::name).toList(),
                specs.stream().map(TensorSpec::shape).toList()));
        initialise(flat, specs, seed, EVERY_NODE, firstIndex);
        return flat;
    }

    /** @param firstIndex number of the first tensor in the key of its draws */
    static void initialise(FlatTensors flat, List<TensorSpec> specs, long seed, int node, int firstIndex) {
        for (int i = 0; i < specs.size(); i++) {
            RandomStream random = RandomStream.of(seed, Purpose.INITIALISATION, node, 0, firstIndex + i);
            specs.get(i).initialiser().fill(flat.memory(i), random);
        }
    }
}
