package io.gossamer.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

final class ScaleTest {
    @Test
    void errorsUpToOneShareOneAxis() {
        Scale scale = Scale.fromZero(new double[] {0, 0.3, Double.NaN});
        assertThat(scale.ticks()).extracting(Scale.Tick::label).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(scale.left(0.25)).contains("left:25.00%");
        assertThat(scale.left(Double.POSITIVE_INFINITY)).isEmpty();
    }

    @Test
    void aLargerErrorMakesTheAxisLonger() {
        Scale scale = Scale.fromZero(new double[] {3.2});
        assertThat(scale).isEqualTo(new Scale(0, 4, false));
    }

    @Test
    void bitsAreShownByOctaves() {
        Scale scale = Scale.logarithmic(new double[] {0.3, 32, 0});
        assertThat(scale.ticks())
                .extracting(Scale.Tick::label)
                .containsExactly("0.25", "0.5", "1", "2", "4", "8", "16", "32");
        assertThat(scale.left(32)).contains("left:100.00%");
        assertThat(scale.left(0)).isEmpty();
    }

    @Property
    void everyPositiveValueHasAPlaceOnItsAxis(
            @ForAll @NotEmpty List<@DoubleRange(min = -6, max = 6) Double> exponents) {
        double[] values = exponents.stream()
                .mapToDouble(exponent -> Math.pow(10, exponent))
                .toArray();
        for (Scale scale : new Scale[] {Scale.fromZero(values), Scale.logarithmic(values)}) {
            assertThat(scale.ticks()).hasSizeBetween(2, 12);
            for (double value : values) {
                String left = scale.left(value).orElseThrow();
                assertThat(Double.parseDouble(left.replaceAll("[^0-9.]", ""))).isBetween(0.0, 100.0);
            }
        }
    }
}
