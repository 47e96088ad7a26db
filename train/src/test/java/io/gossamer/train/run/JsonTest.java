package io.gossamer.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String PHASE = "{\"compressed\":1.0,\"dense\":2.0,\"control\":3.0}";

    @Test
    void readsWhatItHasWritten() {
        var phase = new MethodResult.StepBytes.Phase(1, 2, 3);
        assertThat(Json.line(phase)).isEqualTo(PHASE);
        assertThat(Json.read(PHASE, MethodResult.StepBytes.Phase.class, "It")).isEqualTo(phase);
    }

    /** A file of an older or a newer version says so, instead of being read with gaps. */
    @Test
    void refusesWhatLacksAFieldOrHasOneTooMany() {
        assertRefused("{\"compressed\":1.0,\"dense\":2.0}", "control");
        assertRefused(PHASE.replace("}", ",\"more\":4.0}"), "more");
        assertRefused(PHASE + "}", "}");
    }

    private static void assertRefused(String text, String named) {
        assertThatThrownBy(() -> Json.read(text, MethodResult.StepBytes.Phase.class, "The file x"))
                .isInstanceOf(GossamerException.class)
                .hasMessageStartingWith("The file x is not what it should be")
                .hasMessageContaining(named);
    }
}
