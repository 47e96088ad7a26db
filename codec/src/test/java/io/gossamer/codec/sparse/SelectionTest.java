package io.gossamer.codec.sparse;

import static io.gossamer.codec.array.Arrays32.floats;
import static io.gossamer.codec.array.Arrays32.gradient;
import static io.gossamer.codec.array.Arrays32.of;
import static io.gossamer.codec.array.Arrays32.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final SparseVector chosen = new SparseVector();

    @Test
    void theSamplingPlansOfTheAuthors() {
        assertThat(SamplingPlan.of(589_824, 0.001, 0.01)).isEqualTo(new SamplingPlan(590, 6080, 7, 97));
        assertThat(SamplingPlan.of(36_864, 0.001, 0.01)).isEqualTo(new SamplingPlan(37, 2168, 3, 17));
        assertThat(SamplingPlan.of(1000, 0.001, 0.01)).isEqualTo(new SamplingPlan(1, 1000, 1, 1));
    }

    @Property(tries = 500)
    void plansLookAtEnough(@ForAll @IntRange(min = 1) int n, @ForAll @IntRange(min = 1, max = 1000) int thousandths) {
        SamplingPlan plan = SamplingPlan.of(n, thousandths / 1000.0, 0.01);
        assertThat(plan.stride()).isPositive();
        assertThat(plan.samples()).isBetween(Math.min(n, 2000 / thousandths), n);
        assertThat(plan.top()).isBetween(1, plan.samples());
        assertThat(plan.k()).isBetween(1, n);
    }

    @Test
    void topKIsExactWithTheLowestIndexAmongEquals() {
        new TopK(0.5).choose(of(1, -3, 2, 3, -3, 0.5f), random(0), chosen);
        assertChosen(new int[] {1, 3, 4}, -3, 3, -3);
        new TopK(0.3).choose(of(1, -3, 2, 3, -3, 0.5f), random(0), chosen);
        assertChosen(new int[] {1, 3}, -3, 3);
        new TopK(1).choose(of(0, -0f, 1), random(0), chosen);
        assertChosen(new int[] {0, 1, 2}, 0, -0f, 1);
    }

    @Property(tries = 40)
    void topKAgreesWithSorting(
            @ForAll @IntRange(min = 1, max = 40_000) int n,
            @ForAll @IntRange(min = 1, max = 1000) int thousandths,
            @ForAll @IntRange(min = 0, max = 2) int kind) {
        float[] values = values(n, kind);
        TopK topK = new TopK(thousandths / 1000.0);
        topK.choose(of(values), random(0), chosen);
        int[] expected = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -Math.abs(values[i]))
                        .thenComparing(i -> i))
                .limit(topK.maxChosen(n))
                .mapToInt(i -> i)
                .sorted()
                .toArray();
        assertThat(Arrays.copyOf(chosen.indices(), chosen.count())).isEqualTo(expected);
        for (int i = 0; i < chosen.count(); i++) {
            assertThat(chosen.values()[i]).isEqualTo(values[chosen.indices()[i]]);
        }
    }

    @Property(tries = 60)
    void theSampledThresholdNeverChoosesMoreThanK(
            @ForAll @IntRange(min = 1, max = 100_000) int n,
            @ForAll @IntRange(min = 1, max = 400) int thousandths,
            @ForAll @IntRange(min = 0, max = 2) int kind,
            @ForAll boolean resample) {
        float[] values = values(n, kind);
        SampledThreshold sampled = new SampledThreshold(thousandths / 1000.0, 0.01, resample);
        sampled.choose(of(values), random(n), chosen);
        assertThat(chosen.count()).isBetween(1, sampled.maxChosen(n));
        for (int i = 0; i < chosen.count(); i++) {
            assertThat(chosen.indices()[i]).isGreaterThan(i == 0 ? -1 : chosen.indices()[i - 1]);
            assertThat(chosen.values()[i]).isEqualTo(values[chosen.indices()[i]]);
        }
    }

    @Test
    void theSampledThresholdKeepsMostOfTheMassOfTopK() {
        int n = 589_824;
        double kept = 0;
        double best = 0;
        for (int step = 0; step < 5; step++) {
            MemorySegment values = gradient(n, step);
            new SampledThreshold(0.001).choose(values, random(step), chosen);
            assertThat(chosen.count()).isBetween((int) (0.8 * 590), 590);
            kept += mass();
            new TopK(0.001).choose(values, random(step), chosen);
            best += mass();
        }
        assertThat(kept / best).isBetween(0.85, 1.0);
    }

    @Test
    void sampleRatioOneIsExact() {
        MemorySegment values = gradient(30_000, 4);
        new TopK(0.01).choose(values, random(0), chosen);
        int[] exact = Arrays.copyOf(chosen.indices(), chosen.count());
        new SampledThreshold(0.01, 1, true).choose(values, random(0), chosen);
        assertThat(Arrays.copyOf(chosen.indices(), chosen.count())).isEqualTo(exact);
    }

    @Test
    void theSampleDependsOnTheRandomStreamAlone() {
        MemorySegment values = gradient(200_000, 4);
        SampledThreshold sampled = new SampledThreshold(0.003);
        sampled.choose(values, random(1), chosen);
        int[] first = Arrays.copyOf(chosen.indices(), chosen.count());
        sampled.choose(values, random(1), new SparseVector());
        sampled.choose(values, random(1), chosen);
        assertThat(Arrays.copyOf(chosen.indices(), chosen.count())).isEqualTo(first);
    }

    @Test
    void sharesAreThoseOfTheDecimalNumber() {
        assertThat(Density.share(0.07, 100)).isEqualTo(7);
        assertThat(Density.share(0.001, 589_824)).isEqualTo(590);
        assertThat(Density.share(0.001, 1001)).isEqualTo(2);
        assertThat(Density.share(1e-9, 10)).isEqualTo(1);
        assertThat(Density.share(1, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Density.share(0.5, 0)).isZero();
    }

    @Test
    void impossibleSharesAreRefused() {
        assertThatThrownBy(() -> new TopK(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopK(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampledThreshold(0.1, 1.5, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void scattersAndClears() {
        chosen.clear();
        chosen.add(1, 2);
        chosen.add(3, -4);
        MemorySegment sum = of(1, 1, 1, 1);
        chosen.addTo(sum, 0.5f);
        assertThat(floats(sum)).containsExactly(1, 2, 1, -1);
        chosen.clearIn(sum);
        assertThat(floats(sum)).containsExactly(1, 0, 1, 0);
    }

    /** Gradients, values with many ties, or mostly zeros. */
    private static float[] values(int n, int kind) {
        float[] values = floats(gradient(n, n));
        for (int i = 0; i < n; i++) {
            values[i] = switch (kind) {
                case 0 -> values[i];
                case 1 -> Math.round(values[i] * 2000) / 4f;
                default -> i % 50 == 0 ? values[i] : 0;
            };
        }
        return values;
    }

    private double mass() {
        double mass = 0;
        for (int i = 0; i < chosen.count(); i++) {
            mass += Math.abs(chosen.values()[i]);
        }
        return mass;
    }

    private void assertChosen(int[] indices, float... values) {
        assertThat(Arrays.copyOf(chosen.indices(), chosen.count())).isEqualTo(indices);
        assertThat(Arrays.copyOf(chosen.values(), chosen.count())).isEqualTo(values);
    }
}
