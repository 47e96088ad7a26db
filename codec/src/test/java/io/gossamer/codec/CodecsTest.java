package io.gossamer.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.array.StochasticUniformCodec;
import io.gossamer.codec.sparse.SampledThreshold;
import io.gossamer.codec.sparse.SparseCodec;
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
                "fp4",
                "fp4+rans",
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
                "topk(0.001)+u8+rans",
                "topk(0.001)+bf16",
                "topk(0.001)+sign",
                "topk(0.001)+e4m3",
                "topk(0.001)+u4(64,stochastic)",
                "dgc(0.001,0.01)+natural",
                "threshold(0.01)+u8",
                "threshold(0.00001)+f32",
                "randk(0.01)+f32",
                "randk(0.01)+natural+rans",
                "randk(0.25)+ternary",
                "randk(0.01,biased)+f16",
                "sketch(5,1000)",
                "sketch(1,1)+rans",
                "lowrank(4,1024)",
                "dgc(0.00316,1,adapt)+f32"
            })
    void specificationsComeBack(String spec) {
        assertThat(Codecs.parse(spec).spec()).isEqualTo(spec);
    }

    @Test
    void defaultsAreFilledIn() {
        assertThat(Codecs.parse("topk(0.01)").spec()).isEqualTo("topk(0.01)+f32");
        assertThat(Codecs.parse("randk(0.01)").spec()).isEqualTo("randk(0.01)+f32");
        assertThat(Codecs.parse(" dgc( 0.001 ) + f16"))
                .isEqualTo(new SparseCodec(new SampledThreshold(0.001), new Float16Codec()));
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
                "topk(0.1)+ternary",
                "topk(0.1)+qsgd(1)",
                "topk(0.1)+topk(0.1)",
                "topk(0.1)+randk(0.1)",
                "threshold(0)",
                "threshold(-1)",
                "threshold(NaN)",
                "randk",
                "randk(0.1,scaled)",
                "randk(0.1)+f16",
                "randk(0.1)+sign",
                "randk(0.1,biased)+ternary",
                "topk(0.1)+lowrank(1,2)",
                "sketch(4,10)",
                "sketch(3)",
                "sketch",
                "lowrank(0,10)",
                "lowrank(1,2,3)",
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
