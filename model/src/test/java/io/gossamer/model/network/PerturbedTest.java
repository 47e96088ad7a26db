package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.tensor.Libtorch;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerturbedTest {
    private static final ProblemShape IMAGES = new ProblemShape.Images(2, 6, 5, 3);
    private static final ProblemShape TOKENS = new ProblemShape.Tokens(7, 5);

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static Network network(String model, ProblemShape shape) {
        return Networks.create(model, shape, Loss.CROSS_ENTROPY, 1);
    }

    @ParameterizedTest
    @CsvSource({"mlp:8,true", "gpt,false"})
    void itStartsAsThePlainNetworkDoes(String model, boolean images) {
        ProblemShape shape = images ? IMAGES : TOKENS;
        try (Network plain = network(model, shape);
                Network perturbed = network(model + "+perturbation", shape);
                PointerScope scope = new PointerScope()) {
            assertThat(perturbed.name()).isEqualTo(model + "+perturbation");
            List<FlatLayout.Entry> entries = perturbed.parameters().layout().entries();
            assertThat(entries.subList(0, entries.size() - 1))
                    .isEqualTo(plain.parameters().layout().entries());
            assertThat(entries.getLast().name()).isEqualTo(Perturbed.TENSOR);
            assertThat(entries.getLast().shape()).containsExactly(images ? new long[] {2, 6, 5} : new long[] {5, 96});
            Batch batch = Batches.of(shape, 4, 1);
            assertThat(perturbed.evaluate(batch)).isEqualTo(plain.evaluate(batch));
        }
    }

    @Test
    void movingItIsMovingEveryImage() {
        try (Network plain = network("mlp:8", IMAGES);
                Network perturbed = network("mlp:8+perturbation", IMAGES);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(IMAGES, 4, 1);
            int last = perturbed.parameters().layout().entries().size() - 1;
            perturbed.parameters().view(last).fill_(new Scalar(0.7));
            Batch moved = new Batch(batch.input().add(new Scalar(0.7)), batch.target());
            assertThat(perturbed.evaluate(batch).loss())
                    .isCloseTo(plain.evaluate(moved).loss(), within(1e-5));
            assertThat(perturbed.evaluate(batch).loss())
                    .isNotEqualTo(plain.evaluate(batch).loss());
        }
    }

    @Test
    void aShortTextMeetsTheFirstPartOfIt() {
        try (Network network = network("gpt+perturbation", TOKENS);
                PointerScope scope = new PointerScope()) {
            Batch batch = Batches.of(TOKENS, 2, 1);
            Batch beginning = new Batch(first(batch.input()), first(batch.target()));
            double before = network.evaluate(beginning).loss();
            int last = network.parameters().layout().entries().size() - 1;
            network.parameters().view(last).narrow(0, 3, 2).fill_(new Scalar(5));
            assertThat(network.evaluate(beginning).loss()).isEqualTo(before);
            network.parameters().view(last).narrow(0, 0, 1).narrow(1, 0, 40).fill_(new Scalar(5));
            assertThat(network.evaluate(beginning).loss()).isNotEqualTo(before);
        }
    }

    private static org.bytedeco.pytorch.Tensor first(org.bytedeco.pytorch.Tensor tokens) {
        return tokens.slice(1, new LongOptional(), new LongOptional(3), 1);
    }

    @Test
    void aModelThatIsNotThereStaysUnknown() {
        assertThatThrownBy(() -> network("gpt+perturbation", IMAGES))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).contains("+perturbation"));
    }
}
