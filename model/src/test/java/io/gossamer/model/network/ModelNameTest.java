package io.gossamer.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.network.ModelName.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelNameTest {
    private static final ProblemShape IMAGES = new ProblemShape.Images(1, 4, 4, 3);

    @Test
    void changesStandFromLeftToRight() {
        assertThat(ModelName.parse("mlp:8")).isEqualTo(new ModelName("mlp:8", List.of()));
        assertThat(ModelName.parse("dir/a+b.bin+perturbation+only(fc1.*)+lora(2,4,fc)"))
                .isEqualTo(new ModelName(
                        "dir/a+b.bin",
                        List.of(
                                new Change("perturbation", ""),
                                new Change("only", "fc1.*"),
                                new Change("lora", "2,4,fc"))));
    }

    @Test
    void aModelIsPerturbedOnce() {
        assertThat(ModelName.parse("mlp:8+only(fc1.*)").perturbed()).isEqualTo("mlp:8+only(fc1.*)+perturbation");
        assertThat(ModelName.parse("gpt+perturbation+lora(1,1)").perturbed()).isEqualTo("gpt+perturbation+lora(1,1)");
    }

    @Test
    void changesThatMakeNoSenseAreRefusedWithTheReason() {
        assertRefused("mlp:8+lora(x)", "+lora(x)");
        assertRefused("mlp:8+only([)", "no regular expression");
        assertRefused("mlp:8+only(none)", "none");
    }

    private static void assertRefused(String model, String reason) {
        assertThatThrownBy(() -> Networks.create(model, IMAGES, Loss.CROSS_ENTROPY, 1))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining(reason);
    }
}
