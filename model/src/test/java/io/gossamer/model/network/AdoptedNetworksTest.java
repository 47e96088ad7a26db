package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.section.ComputeSection;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.model.tensor.TensorMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that somebody else wrote. The TorchScript ones are made here, as a user would make one. */
class AdoptedNetworksTest {
    private static final ProblemShape.Images SHAPE = new ProblemShape.Images(1, 4, 4, 3);

    private static final String FORWARD = """
            def forward(self, x):
                x = torch.flatten(x, 1)
                x = x * self.scale
                x = torch.dropout(torch.relu(torch.linear(x, self.first, self.bias)), 0.3, self.training)
                x = torch.relu(torch.linear(x, self.middle, self.bias))
                x = torch.relu(torch.linear(x, self.again, self.bias))
                scores = torch.linear(x - self.mean, self.last)
                if self.training:
                    self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(0)
                    self.steps.add_(1)
                return scores
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** Tied (middle, again), frozen (scale), a float buffer that is replaced at each step (mean), a counter (steps). */
    private Path script() {
        Path file = folder.resolve("model.pt");
        try (PointerScope scope = new PointerScope()) {
            var random = new GeneratorOptional(torch.make_generator_cpu(5));
            JitModule module = new JitModule(new QualifiedName("__torch__.Model"));
            module.register_parameter("first", uniform(random, 8, 16), false);
            module.register_parameter("bias", uniform(random, 8), false);
            Tensor tied = uniform(random, 8, 8);
            module.register_parameter("middle", tied, false);
            module.register_parameter("again", tied, false);
            module.register_parameter("last", uniform(random, 3, 8), false);
            Tensor scale = torch.ones(16).mul_(new Scalar(0.5f));
            module.register_parameter("scale", scale, false);
            module.register_buffer("mean", torch.zeros(8));
            module.register_buffer("steps", torch.zeros(1).to(ScalarType.Long));
            module.register_attribute(
                    "training", new Type.TypePtr(BoolType.get().get()), new IValue(true), false, false);
            module.define(FORWARD);
            module.save(file.toString());
        }
        return file;
    }

    private static Tensor uniform(GeneratorOptional random, long... shape) {
        Tensor tensor = torch.empty(shape).uniform_(-0.5, 0.5, random);
        tensor.set_requires_grad(true);
        return tensor;
    }

    @Test
    void tensorsAreSortedByWhatTheyAre() {
        try (Network network = Networks.create(script().toString(), SHAPE, Loss.CROSS_ENTROPY, 1)) {
            assertThat(network.name()).isEqualTo("model.pt");
            assertThat(names(network.parameters().layout())).containsExactly("first", "bias", "middle", "last");
            assertThat(names(network.frozen().layout())).containsExactly("scale");
            assertThat(names(network.buffers().layout())).containsExactly("mean");
            assertThat(state(network).keySet())
                    .containsExactly(
                            "parameters.first",
                            "parameters.bias",
                            "parameters.middle",
                            "parameters.last",
                            "frozen.scale",
                            "buffers.mean",
                            "counters.steps");
        }
    }

    private static List<String> names(FlatLayout layout) {
        return layout.entries().stream().map(FlatLayout.Entry::name).toList();
    }

    @Test
    void scriptsTrainInFlatMemory() {
        try (Network network = Networks.torchScript(script(), Loss.CROSS_ENTROPY);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 16, 1);
            double before = network.evaluate(batch).loss();
            byte[] scale = network.frozen().memory().toArray(ValueLayout.JAVA_BYTE);
            train(network, 0, 100);
            assertThat(network.evaluate(batch).loss()).isLessThan(0.8 * before);
            assertThat(network.frozen().memory().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(scale);
            assertThat(network.buffers().memory(0).toArray(ValueLayout.JAVA_FLOAT))
                    .as("a buffer that the script replaces is brought back")
                    .isNotEqualTo(new float[8]);
            assertThat(state(network).get("counters.steps")).isEqualTo("[100]");
            for (Gradients.Leaf leaf : ((AdoptedNetwork) network).flat().leaves()) {
                assertThat(TensorMemory.address(leaf.tensor()))
                        .isEqualTo(network.parameters().memory(leaf.entry()).address());
                assertThat(TensorMemory.address(leaf.tensor().grad()))
                        .isEqualTo(network.gradients().memory(leaf.entry()).address());
            }
            ComputeSection.requireNone("the test");
        }
    }

    /** The slope along the gradient of a tied parameter must be the gradient's squared norm. */
    private static void assertTiedGradientIsDerivative(Network network, String tied) {
        try (PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 16, 1);
            network.forwardBackward(batch, 1, 0, 0);
            Tensor parameter = network.parameters()
                    .view(names(network.parameters().layout()).indexOf(tied));
            Tensor gradient = network.gradients()
                    .view(names(network.parameters().layout()).indexOf(tied))
                    .clone();
            double squared = gradient.square().sum().item_double();
            double step = 2e-3 / Math.sqrt(squared);
            // The script's running mean enters the loss, so each pass must start from the same one.
            network.buffers().flat().zero_();
            parameter.add_(gradient, new Scalar(step));
            double above = network.forwardBackward(batch, 1, 0, 0);
            network.buffers().flat().zero_();
            parameter.add_(gradient, new Scalar(-2 * step));
            double below = network.forwardBackward(batch, 1, 0, 0);
            assertThat((above - below) / (2 * step)).isCloseTo(squared, within(0.05 * squared));
        }
    }

    @Test
    void aTensorUnderTwoNamesIsOneParameter() {
        try (Network network = Networks.torchScript(script(), Loss.CROSS_ENTROPY)) {
            assertTiedGradientIsDerivative(network, "middle");
        }
    }

    @Test
    void twoTensorsOverOneStorageAreOneParameter() {
        try (PointerScope scope = new PointerScope()) {
            var random = new GeneratorOptional(torch.make_generator_cpu(5));
            Tensor one = uniform(random, 16, 16);
            Tensor other = one.detach();
            other.set_requires_grad(true);
            try (Network network = AdoptedNetwork.adopt("tied", new Tied(one, other), Loss.CROSS_ENTROPY)) {
                assertThat(names(network.parameters().layout())).containsExactly("one");
                assertTiedGradientIsDerivative(network, "one");
            }
        }
    }

    private record Tied(Tensor one, Tensor other) implements ForeignModule {
        @Override
        public List<NamedTensor> parameters() {
            return List.of(new NamedTensor("one", one), new NamedTensor("other", other));
        }

        @Override
        public List<NamedTensor> buffers() {
            return List.of();
        }

        @Override
        public void train(boolean on) {}

        @Override
        public Tensor forward(Tensor input) {
            return torch.linear(torch.linear(input.flatten(1, -1), one).relu(), other);
        }

        @Override
        public void close() {}
    }

    @Test
    void evaluationChangesNothing() {
        try (Network network = Networks.torchScript(script(), Loss.CROSS_ENTROPY);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 16, 1);
            train(network, 0, 3);
            Map<String, String> before = state(network);
            Score score = network.evaluate(batch);
            assertThat(network.evaluate(batch)).isEqualTo(score);
            assertThat(state(network)).isEqualTo(before);
        }
    }

    @Test
    void aRestoredStateContinuesBitForBit() {
        Path file = script();
        try (Network whole = Networks.torchScript(file, Loss.CROSS_ENTROPY);
                Network first = Networks.torchScript(file, Loss.CROSS_ENTROPY);
                Network second = Networks.torchScript(file, Loss.CROSS_ENTROPY)) {
            train(whole, 0, 10);
            train(first, 0, 4);
            Map<String, Object> saved = new LinkedHashMap<>();
            first.visitState(new Saving(saved));
            second.visitState(new Restoring(saved));
            train(second, 4, 10);
            assertThat(state(second)).isEqualTo(state(whole));
        }
    }

    @Test
    void scriptsInOneProcessDoNotDisturbEachOther() throws Exception {
        Path file = script();
        List<Map<String, String>> alone = new ArrayList<>();
        List<Callable<Map<String, String>>> jobs = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            int seed = node;
            alone.add(trained(file, seed));
            jobs.add(() -> trained(file, seed));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Map<String, String>> together = new ArrayList<>();
            for (Future<Map<String, String>> result : threads.invokeAll(jobs)) {
                together.add(result.get());
            }
            assertThat(together).isEqualTo(alone).doesNotHaveDuplicates();
        }
    }

    private static Map<String, String> trained(Path file, int seed) {
        try (Network network = Networks.torchScript(file, Loss.CROSS_ENTROPY);
                PointerScope scope = new PointerScope()) {
            for (int step = 0; step < 10; step++) {
                network.forwardBackward(Batches.of(SHAPE, 16, 1), seed, 0, step);
                network.parameters().flat().add_(network.gradients().flat(), new Scalar(-0.1));
            }
            return state(network);
        }
    }

    private static void train(Network network, int from, int to) {
        try (PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 16, 1);
            for (int step = from; step < to; step++) {
                network.forwardBackward(batch, 1, 0, step);
                network.parameters().flat().add_(network.gradients().flat(), new Scalar(-0.2));
            }
        }
    }

    @Test
    void squaredErrorTrainsClassesAsOneHotVectors() {
        try (Network network = Networks.torchScript(script(), Loss.named("mse"));
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 16, 1);
            double before = network.evaluate(batch).loss();
            assertThat(network.forwardBackward(batch, 1, 0, 0)).isPositive();
            train(network, 0, 60);
            assertThat(network.evaluate(batch).loss()).isLessThan(0.9 * before);
        }
    }

    @Test
    void javaModulesTrainInFlatMemory() {
        try (PointerScope scope = new PointerScope()) {
            SequentialImpl module = new SequentialImpl();
            module.push_back(new LinearImpl(16, 8));
            module.push_back(new LinearImpl(8, 3));
            try (Network network =
                    Networks.of("java", module, x -> module.forward(x.flatten(1, -1)), Loss.CROSS_ENTROPY)) {
                assertThat(names(network.parameters().layout()))
                        .containsExactly("0.weight", "0.bias", "1.weight", "1.bias");
                Batch batch = Batches.of(SHAPE, 16, 1);
                double before = network.evaluate(batch).loss();
                train(network, 0, 30);
                assertThat(network.evaluate(batch).loss()).isLessThan(before);
                Tensor weight = module.named_parameters().get("0.weight");
                assertThat(TensorMemory.address(weight))
                        .isEqualTo(network.parameters().memory(0).address());
            }
        }
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Networks.create("nowhere/model.pt", SHAPE, Loss.CROSS_ENTROPY, 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("nowhere/model.pt");
    }

    @Test
    void aCorruptFileIsNamed() throws IOException {
        Path file = script();
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 1}) {
            Path cut = folder.resolve("cut" + length + ".pt");
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Networks.torchScript(cut, Loss.CROSS_ENTROPY))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining(cut.getFileName().toString())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void anOutputThatDoesNotFitIsExplained() {
        try (Network scalar = adopt("def forward(self, x):\n    return (self.w * x).sum()\n", ScalarType.Float);
                Network pair = adopt("def forward(self, x):\n    return (self.w * x, x)\n", ScalarType.Float);
                Network fails = adopt("def forward(self, x):\n    return torch.mm(self.w, x)\n", ScalarType.Float);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHAPE, 2, 1);
            assertThatThrownBy(() -> scalar.forwardBackward(batch, 1, 0, 0))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("targets of shape [2]");
            assertThatThrownBy(() -> pair.forwardBackward(batch, 1, 0, 0))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("Tuple");
            assertThatThrownBy(() -> fails.evaluate(batch))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("user.pt")
                    .hasMessageNotContaining("\n");
            ComputeSection.requireNone("the test");
        }
    }

    @Test
    void onlyFloat32IsTrained() {
        assertThatThrownBy(() -> adopt("def forward(self, x):\n    return self.w\n", ScalarType.Double))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("'w'")
                .hasMessageContaining("Double");
    }

    @Test
    void aModelWithNothingToTrainIsRefused() {
        Path file = folder.resolve("none.pt");
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("__torch__.Empty"));
            module.define("def forward(self, x):\n    return x\n");
            module.save(file.toString());
        }
        assertThatThrownBy(() -> Networks.torchScript(file, Loss.CROSS_ENTROPY))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("no trainable parameter");
    }

    private Network adopt(String forward, ScalarType type) {
        Path file = folder.resolve("user.pt");
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("__torch__.User"));
            Tensor weight = torch.ones(1).to(type);
            weight.set_requires_grad(true);
            module.register_parameter("w", weight, false);
            module.define(forward);
            module.save(file.toString());
        }
        return Networks.torchScript(file, Loss.CROSS_ENTROPY);
    }

    @Test
    void unknownLossesAreNamedWithWhatThereIs() {
        assertThat(Loss.named("cross-entropy")).isEqualTo(Loss.CROSS_ENTROPY);
        assertThatThrownBy(() -> Loss.named("hinge")).isInstanceOfSatisfying(GossamerException.class, e -> {
            assertThat(e).hasMessageContaining("hinge");
            assertThat(e.hint()).contains("cross-entropy", "mse");
        });
    }

    private static Map<String, String> state(Network network) {
        Map<String, Object> saved = new LinkedHashMap<>();
        network.visitState(new Saving(saved));
        Map<String, String> text = new LinkedHashMap<>();
        saved.forEach((name, value) -> text.put(
                name,
                switch (value) {
                    case float[] floats -> Arrays.toString(floats);
                    case long[] longs -> Arrays.toString(longs);
                    default -> throw new AssertionError(name);
                }));
        return text;
    }

    private record Saving(Map<String, Object> arrays) implements StateVisitor {
        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            arrays.put(name, values.toArray(ValueLayout.JAVA_FLOAT));
        }

        @Override
        public void longs(String name, long[] values) {
            arrays.put(name, values.clone());
        }

        @Override
        public void doubles(String name, double[] values) {
            arrays.put(name, values.clone());
        }
    }

    private record Restoring(Map<String, Object> arrays) implements StateVisitor {
        @Override
        public void floats(String name, MemorySegment values, long... shape) {
            values.copyFrom(MemorySegment.ofArray((float[]) arrays.get(name)));
        }

        @Override
        public void longs(String name, long[] values) {
            long[] saved = (long[]) arrays.get(name);
            System.arraycopy(saved, 0, values, 0, values.length);
        }

        @Override
        public void doubles(String name, double[] values) {
            double[] saved = (double[]) arrays.get(name);
            System.arraycopy(saved, 0, values, 0, values.length);
        }
    }
}
