package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.SharedData;
import io.gossamer.model.data.Batch;
import io.gossamer.model.pretrained.PretrainedModel;
import io.gossamer.model.pretrained.PretrainedModels;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class LlamaTest {
    private static final ProblemShape.Tokens SHAPE = new ProblemShape.Tokens(11, 8);
    private static final Llama SMALL = new Llama("llama", SHAPE, 2, 8, 12, 4, 2, false);

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static Tensor tokens(long... values) {
        Tensor tokens = torch.tensor(values);
        return tokens.unsqueeze(0);
    }

    /** Logits of [1, time] tokens. */
    private static float[][] logits(Architecture architecture, long... input) {
        Map<String, Tensor> parameters = new HashMap<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Network network = Networks.of(architecture, Loss.CROSS_ENTROPY, 1)) {
            var entries = network.parameters().layout().entries();
            for (int i = 0; i < entries.size(); i++) {
                parameters.put(entries.get(i).name(), network.parameters().view(i));
            }
            Tensor output = architecture.forward(Pass.evaluation(parameters, Map.of()), tokens(input));
            float[][] rows = new float[input.length][(int) output.size(2)];
            for (int t = 0; t < rows.length; t++) {
                for (int v = 0; v < rows[t].length; v++) {
                    rows[t][v] = output.select(1, t).select(1, v).item_float();
                }
            }
            return rows;
        }
    }

    /** The independent forward pass of the shared data: token by token the same choice, with the same logit. */
    @Test
    void aPretrainedModelContinuesAsTheReferenceDoes() throws IOException {
        Path folder = SharedData.require("tiny_llm");
        JsonNode reference =
                new ObjectMapper().readTree(Files.readString(folder.resolve("stories260K_greedy_reference.json")));
        try (Arena memory = Arena.ofConfined()) {
            PretrainedModel model = PretrainedModels.read(
                            folder.resolve("stories260K.bin").toString(), memory)
                    .orElseThrow();
            for (var prompt : reference.properties()) {
                long[] ids = longs(prompt.getValue().get("greedy_ids"));
                long[] promptIds = longs(prompt.getValue().get("prompt_ids"));
                assertThat(model.tokenizer().encode(prompt.getKey())).hasSize(promptIds.length - 1);
                for (int i = 1; i < promptIds.length; i++) {
                    assertThat(model.tokenizer().encode(prompt.getKey())[i - 1]).isEqualTo((char) promptIds[i]);
                }
                assertThat(model.tokenizer().decode(chars(ids)))
                        .isEqualTo(prompt.getValue()
                                .get("text")
                                .asString()
                                .replace("<0x0A>", "\n")
                                .substring(1));
                float[][] logits = logits(model.architecture(), ids);
                JsonNode chosen = prompt.getValue().get("chosen_logits");
                for (int i = 0; i < chosen.size(); i++) {
                    int at = promptIds.length - 1 + i;
                    assertThat(best(logits[at])).isEqualTo((int) ids[at + 1]);
                    assertThat((double) logits[at][best(logits[at])])
                            .isCloseTo(chosen.get(i).asDouble(), within(2e-3));
                }
            }
        }
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asLong();
        }
        return values;
    }

    private static char[] chars(long[] values) {
        char[] tokens = new char[values.length];
        for (int i = 0; i < values.length; i++) {
            tokens[i] = (char) values[i];
        }
        return tokens;
    }

    private static int best(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    @Test
    void noTokenSeesALaterOne() {
        float[][] whole = logits(SMALL, 3, 1, 4, 1, 5);
        float[][] changed = logits(SMALL, 3, 1, 4, 9, 2);
        for (int t = 0; t < 3; t++) {
            assertThat(changed[t]).containsExactly(whole[t], within(1e-6f));
        }
        assertThat(Math.abs(changed[4][0] - whole[4][0])).isGreaterThan(1e-6f);
    }

    /** Turning by position makes order count: without it a token would see the set of those before. */
    @Test
    void theOrderOfEarlierTokensCounts() {
        float[][] one = logits(SMALL, 3, 1, 4);
        float[][] other = logits(SMALL, 1, 3, 4);
        assertThat(one[2]).isNotEqualTo(other[2]);
    }

    private static Batch batch() {
        return new Batch(tokens(3, 1, 4, 1, 5, 9), tokens(1, 4, 1, 5, 9, 2));
    }

    private static double loss(Network network) {
        try (PointerScope scope = new PointerScope()) {
            return network.evaluate(batch()).loss();
        }
    }

    /** A step along the gradient changes the loss as the gradient says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+lora(2,4)",
                "+lora(2,4,query|gate)",
                "+only(block1.*)",
                "+only(block.*)+lora(1,1)",
                "+perturbation",
                "+perturbation+lora(1,1)"
            })
    void gradientsAreThoseOfTheLoss(String changes) {
        Architecture architecture = ModelName.parse("llama" + changes).change(SMALL, SMALL.shape());
        try (Network network = Networks.of(architecture, Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            for (int i = 0; i < network.parameters().layout().entries().size(); i++) {
                RandomStream random = RandomStream.of(2, Purpose.TEST, 0, 0, i);
                random.fillNormal(network.parameters().memory(i), 0.1f, 0.3f);
            }
            network.forwardBackward(batch(), 1, 0, 0);
            Tensor gradient = network.gradients().flat().clone();
            double square = gradient.square().sum().item_double();
            double distance = 2e-3 / Math.sqrt(square);
            network.parameters().flat().add_(gradient, new Scalar(distance));
            double ahead = loss(network);
            network.parameters().flat().add_(gradient, new Scalar(-2 * distance));
            double behind = loss(network);
            assertThat((ahead - behind) / (2 * distance)).isCloseTo(square, within(0.01 * square));
        }
    }

    @Test
    void adaptersChangeNothingAtTheStartAndAreAllThatTrains() {
        try (Network base = Networks.of(SMALL, Loss.CROSS_ENTROPY, 1);
                PointerScope scope = new PointerScope()) {
            Architecture adapted = new LowRankAdapters(
                    SMALL, 2, 4, java.util.Optional.of(java.util.regex.Pattern.compile("query|value")));
            try (Network network = Networks.of(adapted, Loss.CROSS_ENTROPY, 1)) {
                assertThat(network.name()).isEqualTo("llama+lora(2,4.0,query|value)");
                assertThat(network.parameters().layout().elements()).isEqualTo(2L * (2 * (8 + 8) + 2 * (8 + 4)));
                network.frozen().memory().copyFrom(base.parameters().memory());
                assertThat(loss(network)).isCloseTo(loss(base), within(1e-6));
                String frozen = StateHash.of(network.frozen());
                network.forwardBackward(batch(), 1, 0, 0);
                network.parameters().flat().add_(network.gradients().flat(), new Scalar(-1));
                assertThat(loss(network)).isLessThan(loss(base) - 1e-3);
                assertThat(StateHash.of(network.frozen())).isEqualTo(frozen);
            }
        }
    }

    @Test
    void learningWithoutGradientsHasNoBufferForThem() {
        try (Network network = Networks.of(SMALL, Loss.CROSS_ENTROPY, 1)) {
            assertThat(loss(network)).isPositive();
            assertThat(((FlatNetwork) network).hasGradients()).isFalse();
            assertThat(network.gradients().layout())
                    .isEqualTo(network.parameters().layout());
            assertThat(((FlatNetwork) network).hasGradients()).isTrue();
            assertThat(network.gradients().memory().toArray(ValueLayout.JAVA_FLOAT))
                    .containsOnly(0f);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt+lora(0,1)",
                "gpt+lora(8)",
                "gpt+lora(8,32,()",
                "gpt+only([)",
                "gpt+only(nothing)",
                "gpt+lora(1,1,nothing)",
                "a.pt+only(.*)"
            })
    void changesThatMakeNoSenseAreRefused(String model) {
        assertThatThrownBy(() -> Networks.create(model, SHAPE, Loss.CROSS_ENTROPY, 1))
                .isInstanceOf(GossamerException.class)
                .satisfies(e -> assertThat(((GossamerException) e).hint()).isNotBlank());
    }
}
