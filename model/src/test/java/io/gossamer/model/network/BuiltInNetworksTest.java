package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.section.ComputeSection;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.model.tensor.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInNetworksTest {
    private static final ProblemShape MNIST = new ProblemShape.Images(1, 28, 28, 10);
    private static final ProblemShape CIFAR = new ProblemShape.Images(3, 32, 32, 10);
    private static final ProblemShape TEXT = new ProblemShape.Tokens(65, 64);

    private static final ProblemShape.Images SMALL = new ProblemShape.Images(2, 12, 12, 3);
    private static final ProblemShape.Tokens SHORT = new ProblemShape.Tokens(7, 5);

    /** An architecture, small enough to be differentiated numerically. */
    record Case(Architecture architecture, ProblemShape shape) {
        @Override
        public String toString() {
            return architecture.name();
        }
    }

    static Stream<Case> small() {
        return Stream.of(
                new Case(new Mlp("logistic", List.of(288L, 3L)), SMALL),
                new Case(new Mlp("mlp", List.of(288L, 16L, 8L, 3L)), SMALL),
                new Case(new LeNet5(SMALL), SMALL),
                new Case(new ResNet(8, SMALL), SMALL),
                new Case(Perturbed.of(new Mlp("mlp", List.of(288L, 16L, 3L)), SMALL), SMALL),
                new Case(Perturbed.of(new Gpt("gpt", SHORT, 1, 8, 2, false, 0), SHORT), SHORT),
                new Case(new Gpt("gpt", SHORT, 2, 8, 2, false, 0), SHORT),
                new Case(new Gpt("gpt-tied", SHORT, 2, 8, 2, true, 0), SHORT),
                new Case(new Gpt("gpt-dropout", SHORT, 1, 8, 2, true, 0.2), SHORT));
    }

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @Test
    void parameterCountsAreThePublishedOnes() {
        assertThat(parameters("logistic", MNIST)).isEqualTo(7_850);
        assertThat(parameters("mlp", MNIST)).isEqualTo(669_706);
        assertThat(parameters("lenet", MNIST)).isEqualTo(61_706);
        assertThat(parameters("resnet20", CIFAR)).isEqualTo(269_722);
        assertThat(parameters("gpt", TEXT)).isEqualTo(2 * 111_840 + 2 * 65 * 96 + 64 * 96 + 192);
        assertThat(parameters("gpt-tied", TEXT)).isEqualTo(parameters("gpt", TEXT) - 65 * 96);
    }

    private static long parameters(String model, ProblemShape shape) {
        try (Network network = Networks.create(model, shape, Loss.CROSS_ENTROPY, 1)) {
            assertThat(network.name()).isEqualTo(model);
            return network.parameters().layout().count();
        }
    }

    @ParameterizedTest
    @CsvSource({"linear,MNIST", "gpt,MNIST", "lenet,TEXT"})
    void unknownModelsAreNamedWithWhatThereIs(String model, String shape) {
        ProblemShape problem = shape.equals("TEXT") ? TEXT : MNIST;
        assertThatThrownBy(() -> Networks.create(model, problem, Loss.CROSS_ENTROPY, 1))
                .isInstanceOfSatisfying(GossamerException.class, e -> {
                    assertThat(e).hasMessageContaining(model);
                    assertThat(e.hint()).contains(Networks.names(problem).getFirst());
                });
    }

    /** The slope along the gradient must be the gradient's squared norm. */
    @ParameterizedTest
    @MethodSource("small")
    void gradientsAreDerivatives(Case c) {
        try (Network network = Networks.of(c.architecture(), Loss.CROSS_ENTROPY, 3);
                FlatTensors direction = network.parameters().likeThis();
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(c.shape(), 8, 1);
            network.forwardBackward(batch, 3, 0, 0);
            direction.flat().copy_(network.gradients().flat());
            for (int i = 0; i < direction.layout().entries().size(); i++) {
                double squared = direction.view(i).square().sum().item_double();
                double step = 2e-3 / Math.sqrt(squared + 1e-12);
                double above = lossAt(network, batch, direction, i, step);
                double below = lossAt(network, batch, direction, i, -2 * step);
                lossAt(network, batch, direction, i, step);
                assertThat((above - below) / (2 * step))
                        .describedAs(direction.layout().entries().get(i).name())
                        .isCloseTo(squared, within(0.05 * squared + 2e-4 * Math.sqrt(squared) + 1e-7));
            }
        }
    }

    private static double lossAt(Network network, Batch batch, FlatTensors direction, int tensor, double step) {
        network.parameters().view(tensor).add_(direction.view(tensor), new Scalar(step));
        return network.forwardBackward(batch, 3, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("small")
    void aFewStepsLowerTheLoss(Case c) {
        try (Network network = Networks.of(c.architecture(), Loss.CROSS_ENTROPY, 5);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(c.shape(), 16, 2);
            double before = network.evaluate(batch).loss();
            train(network, batch, 60, c.shape() instanceof ProblemShape.Tokens ? 1 : 0.1);
            assertThat(network.evaluate(batch).loss()).isLessThan(0.9 * before);
            assertThat(network.parameters().firstNonFinite()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void viewsAliasTheFlatBuffersAfterSteps(Case c) {
        try (FlatNetwork network = (FlatNetwork) Networks.of(c.architecture(), Loss.CROSS_ENTROPY, 5);
                PointerScope scope = new PointerScope()) {
            train(network, Batches.of(c.shape(), 4, 2), 10, 0.01);
            for (Gradients.Leaf leaf : network.leaves()) {
                assertThat(TensorMemory.address(leaf.tensor()))
                        .isEqualTo(network.parameters().memory(leaf.entry()).address());
                assertThat(TensorMemory.address(leaf.tensor().grad()))
                        .isEqualTo(network.gradients().memory(leaf.entry()).address());
            }
            assertPaddingIsZero(network.parameters());
            assertPaddingIsZero(network.gradients());
            ComputeSection.requireNone("the test");
            network.evaluate(Batches.of(c.shape(), 4, 2));
            assertThat(network.leaves().getFirst().tensor().neg().requires_grad())
                    .as("gradients are on again after an evaluation")
                    .isTrue();
        }
    }

    private static void assertPaddingIsZero(FlatTensors flat) {
        double all = flat.flat().abs().sum().item_double();
        double tensors = 0;
        for (int i = 0; i < flat.layout().entries().size(); i++) {
            tensors += flat.view(i).abs().sum().item_double();
        }
        assertThat(all).isCloseTo(tensors, within(1e-5 * tensors));
    }

    @ParameterizedTest
    @MethodSource("small")
    void theSameSeedGivesTheSameBytes(Case c) {
        assertThat(trained(c, 7)).isEqualTo(trained(c, 7)).isNotEqualTo(trained(c, 8));
    }

    @ParameterizedTest
    @MethodSource("small")
    void networksInOneProcessDoNotDisturbEachOther(Case c) throws Exception {
        List<byte[]> alone = new ArrayList<>();
        List<Callable<byte[]>> jobs = new ArrayList<>();
        for (int node = 0; node < 8; node++) {
            int seed = node;
            alone.add(trained(c, seed));
            jobs.add(() -> trained(c, seed));
        }
        List<byte[]> together = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<byte[]> result : threads.invokeAll(jobs)) {
                together.add(result.get());
            }
        }
        for (int node = 0; node < 8; node++) {
            assertThat(together.get(node)).isEqualTo(alone.get(node));
        }
    }

    private static byte[] trained(Case c, int seed) {
        try (Network network = Networks.of(c.architecture(), Loss.CROSS_ENTROPY, seed);
                PointerScope scope = new PointerScope()) {
            train(network, Batches.of(c.shape(), 4, seed), 5, 0.05);
            MemorySegment parameters = network.parameters().memory();
            return parameters.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void train(Network network, Batch batch, int steps, double learningRate) {
        for (int step = 0; step < steps; step++) {
            double loss = network.forwardBackward(batch, 1, 0, step);
            assertThat(loss).isFinite();
            network.parameters().flat().add_(network.gradients().flat(), new Scalar(-learningRate));
        }
    }

    @Test
    void dropoutIsAFunctionOfItsKey() {
        Gpt gpt = new Gpt("gpt", SHORT, 1, 8, 2, true, 0.5);
        try (Network network = Networks.of(gpt, Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SHORT, 4, 1);
            double first = network.forwardBackward(batch, 1, 0, 0);
            assertThat(network.forwardBackward(batch, 1, 0, 1)).isNotEqualTo(first);
            assertThat(network.forwardBackward(batch, 1, 1, 0)).isNotEqualTo(first);
            assertThat(network.forwardBackward(batch, 2, 0, 0)).isNotEqualTo(first);
            assertThat(network.forwardBackward(batch, 1, 0, 0)).isEqualTo(first);
        }
    }

    /** One layer used twice, and its weight once more by itself: three terms of one gradient. */
    private record Shared() implements Architecture {
        @Override
        public String name() {
            return "shared";
        }

        @Override
        public List<TensorSpec> parameters() {
            List<TensorSpec> tensors = new ArrayList<>(TensorSpec.linear("square", 288, 288));
            tensors.addAll(TensorSpec.linear("out", 288, 3));
            tensors.add(new TensorSpec("unused", new Initialiser.Constant(1), 2));
            return tensors;
        }

        @Override
        public Tensor forward(Pass pass, Tensor input) {
            Tensor x = pass.linear(input.flatten(1, -1), "square").relu();
            x = pass.linear(x, "square").relu();
            return pass.linear(x.add(torch.linear(x, pass.parameter("square.weight"))), "out");
        }
    }

    @Test
    void weightsThatAreUsedSeveralTimesGetTheSumOfTheirGradients() {
        gradientsAreDerivatives(new Case(new Shared(), SMALL));
        try (Network network = Networks.of(new Shared(), Loss.CROSS_ENTROPY, 3);
                PointerScope scope = new PointerScope()) {
            network.gradients().flat().fill_(new Scalar(7f));
            network.forwardBackward(Batches.of(SMALL, 8, 1), 3, 0, 0);
            assertThat(network.gradients().memory(4).toArray(ValueLayout.JAVA_FLOAT))
                    .containsOnly(0f);
        }
    }

    private record InPlace() implements Architecture {
        @Override
        public String name() {
            return "in-place";
        }

        @Override
        public List<TensorSpec> parameters() {
            return TensorSpec.linear("out", 288, 3);
        }

        @Override
        public Tensor forward(Pass pass, Tensor input) {
            return pass.linear(input.flatten(1, -1), "out").relu_();
        }
    }

    @Test
    void aLayerChangedInPlaceIsRefused() {
        try (Network network = Networks.of(new InPlace(), Loss.CROSS_ENTROPY, 3);
                PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> network.forwardBackward(Batches.of(SMALL, 8, 1), 3, 0, 0))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("out.weight was changed in place");
        }
    }

    @Test
    void batchNormTrainsItsStatisticsAndEvaluationUsesThem() {
        try (Network network = Networks.of(new ResNet(8, SMALL), Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(SMALL, 16, 1);
            byte[] fresh = network.buffers().memory().toArray(ValueLayout.JAVA_BYTE);
            double before = network.evaluate(batch).loss();
            assertThat(network.buffers().memory().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(fresh);
            network.forwardBackward(batch, 1, 0, 0);
            assertThat(network.buffers().memory().toArray(ValueLayout.JAVA_BYTE))
                    .isNotEqualTo(fresh);
            assertThat(network.evaluate(batch).loss()).isNotEqualTo(before);
        }
    }

    @Test
    void scoresAddUpOverBatches() {
        try (Network network = Networks.create("lenet", MNIST, Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            Batch whole = Batches.of(MNIST, 12, 1);
            Batch head = new Batch(whole.input().narrow(0, 0, 5), whole.target().narrow(0, 0, 5));
            Batch tail = new Batch(whole.input().narrow(0, 5, 7), whole.target().narrow(0, 5, 7));
            Score expected = network.evaluate(whole);
            Score sum = network.evaluate(head).plus(network.evaluate(tail));
            assertThat(sum.correct()).isEqualTo(expected.correct());
            assertThat(sum.count()).isEqualTo(12);
            assertThat(sum.loss()).isCloseTo(expected.loss(), within(1e-5));
        }
    }

    @Test
    void aBatchThatDoesNotFitIsExplained() {
        try (Network network = Networks.create("lenet", MNIST, Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> network.forwardBackward(Batches.of(CIFAR, 2, 1), 1, 0, 0))
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("lenet")
                    .hasMessageContaining("[2, 3, 32, 32]")
                    .hasMessageNotContaining("\n");
            ComputeSection.requireNone("the test");
        }
    }
}
