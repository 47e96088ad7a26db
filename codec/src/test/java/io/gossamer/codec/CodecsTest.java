package io.gossamer.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.array.StochasticUniformCodec;
import io.gossamer.codec.sparse.SampledThreshold;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.ValueFormat;
import io.gossamer.core.failure.GossamerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f32",
                "f16",
                "bf16",
                "u8",
                "u4",
                "u8(1024)",
                "u4(stochastic)",
                "u8(64,stochastic)",
                "u2",
                "u5(24,stochastic)",
                "e4m3",
                "e3m0(64)",
                "natural",
                "qsgd(1)",
                "qsgd(15,512)",
                "natural+rans",
                "topk(0.1)+f16+rans(adaptive)",
                "sign",
                "sign(rms)",
                "sign(0.5)",
                "ternary",
                "topk(0.001)+f16",
                "topk(1)+f32",
                "dgc(0.001,0.01)+f16",
                "dgc(0.00316,1,adapt)+f32"
            })
    void specificationsComeBack(String spec) {
        assertThat(Codecs.parse(spec).spec()).isEqualTo(spec);
    }

    @Test
    void defaultsAreFilledIn() {
        assertThat(Codecs.parse("topk(0.01)").spec()).isEqualTo("topk(0.01)+f32");
        assertThat(Codecs.parse(" dgc( 0.001 ) + f16"))
                .isEqualTo(new SparseCodec(new SampledThreshold(0.001), ValueFormat.FLOAT16));
        assertThat(Codecs.parse("u4(64,stochastic)")).isEqualTo(new StochasticUniformCodec(4, 64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "f64",
                "f32+f16",
                "topk",
                "topk()",
                "topk(2)",
                "topk(x)+f16",
                "topk(0.1,0.2)",
                "topk(0.1)+u8",
                "topk(0.1)+f16+f16",
                "topk(0.1",
                "f16(3)",
                "u8(3)",
                "u9",
                "qsgd",
                "qsgd(0)",
                "e4m3(3)",
                "f32+rans+rans",
                "u4+rans(fast)",
                "u8(stochastic,64)",
                "dgc(0.1,0.2,often)",
                "dgc(0.1,7)"
            })
    void otherTextIsRefusedWithAHint(String text) {
        assertThatThrownBy(() -> Codecs.parse(text))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).contains("topk(0.001)+f16"))
                .hasMessageContaining("'" + text + "'");
    }
}
