package io.gossamer.train.zeroth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The exact checks of sheet 11 that concern directions and slopes. */
class DirectionsTest {
    private static final double[] ONES = {1, 1};
    private static final long GOLDEN_SEED = -1878389199255445044L;
    private static final double GOLDEN_FIRST = -0.13157688081264496;
    private static final double GOLDEN_SECOND = -0.012549162842333317;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** The direction itself, its tensors one after the other. */
    private static double[] direction(Directions directions, long seed, FlatLayout layout) {
        try (FlatTensors z = FlatTensors.zeros(layout)) {
            directions.move(z, seed, 1);
            double[] all = new double[(int) layout.elements()];
            int at = 0;
            for (int tensor = 0; tensor < layout.entries().size(); tensor++) {
                for (float value : z.memory(tensor).toArray(ValueLayout.JAVA_FLOAT)) {
                    all[at++] = value;
                }
            }
            return all;
        }
    }

    /** Frozen: histories of scalars mean nothing with other directions. */
    @Test
    void directionsAreThoseOfTheGoldenValues() {
        try (QuadraticNetwork network = new QuadraticNetwork();
                Directions directions = new Directions(5, ONES)) {
            long seed = directions.seed(7, 2, 1);
            assertThat(seed).isEqualTo(GOLDEN_SEED);
            double[] z = direction(directions, seed, network.parameters().layout());
            assertThat(z[0]).isEqualTo(GOLDEN_FIRST);
            assertThat(z[6]).isEqualTo(GOLDEN_SECOND);
        }
    }

    @Test
    void everySampleOfEveryNodeAndStepHasItsOwn() {
        Set<Long> seeds = new HashSet<>();
        try (Directions directions = new Directions(1, ONES);
                Directions otherRun = new Directions(2, ONES)) {
            for (int step = 0; step < 20; step++) {
                for (int node = 0; node < 10; node++) {
                    for (int sample = 0; sample < 5; sample++) {
                        seeds.add(directions.seed(step, node, sample));
                        seeds.add(otherRun.seed(step, node, sample));
                    }
                }
            }
        }
        assertThat(seeds).hasSize(2 * 20 * 10 * 5);
    }

    @Test
    void chunksDoNotShowAndTensorsDiffer() {
        long large = 40_001;
        FlatLayout layout = FlatLayout.of(List.of("a", "b"), List.of(new long[] {large}, new long[] {large}));
        try (FlatTensors expected = FlatTensors.zeros(layout);
                Directions directions = new Directions(1, ONES)) {
            RandomStream.of(9, Purpose.PERTURBATION, -1, 0, 0).fillNormal(expected.memory(0), 0, 1);
            double[] z = direction(directions, 9, layout);
            float[] first = expected.memory(0).toArray(ValueLayout.JAVA_FLOAT);
            for (int i = 0; i < large; i++) {
                assertThat(z[i]).isEqualTo(first[i]);
            }
            assertThat(z[(int) large]).isNotEqualTo(z[0]);
        }
    }

    @Test
    void scalesAreTheSpreadsOverTheirMean() {
        FlatLayout layout =
                FlatLayout.of(List.of("a", "b", "zero"), List.of(new long[] {4}, new long[] {2}, new long[] {3}));
        try (FlatTensors start = FlatTensors.zeros(layout)) {
            float[] a = {1, -1, 1, -1};
            float[] b = {5, 11};
            start.memory(0).copyFrom(MemorySegment.ofArray(a));
            start.memory(1).copyFrom(MemorySegment.ofArray(b));
            assertThat(ZerothOrder.scales(start, true)).containsExactly(0.5, 1.5, 1);
            assertThat(ZerothOrder.scales(start, false)).containsExactly(1, 1, 1);
            try (Directions scaling = new Directions(1, new double[] {0.5, 1.5, 1});
                    Directions unscaled = new Directions(1, new double[] {1, 1, 1})) {
                double[] scaled = direction(scaling, 3, layout);
                double[] plain = direction(unscaled, 3, layout);
                assertThat(scaled[0]).isEqualTo(plain[0] * 0.5);
                assertThat(scaled[4]).isEqualTo((double) ((float) plain[4] * 1.5f));
                assertThat(scaled[8]).isEqualTo(plain[8]);
            }
        }
    }

    /** A central difference is exact for quadratics. */
    @Test
    void theSlopeOfAQuadraticIsTheProductOfGradientAndDirection() {
        try (QuadraticNetwork network = new QuadraticNetwork();
                Directions directions = new Directions(1, ONES)) {
            FlatTensors parameters = network.parameters();
            double[] theta = values(parameters);
            for (int sample = 0; sample < 20; sample++) {
                long seed = directions.seed(0, 0, sample);
                double[] z = direction(directions, seed, parameters.layout());
                Probe.Measurement measured = new Probe(1e-2, 0).measure(parameters, directions, seed, network::atZero);
                double product = 0;
                for (int i = 0; i < z.length; i++) {
                    product += theta[i] * z[i];
                }
                assertThat(measured.slope()).isCloseTo(product, within(3e-4));
                assertThat(values(parameters)).containsExactly(theta, within(1e-6));
            }
        }
    }

    /** The mean of p z over directions, 20,000 in ten dimensions, is the gradient within three standard errors. */
    @Test
    void slopesTimesDirectionsAverageToTheGradient() {
        int draws = 20_000;
        try (QuadraticNetwork network = new QuadraticNetwork();
                FlatTensors kept = network.parameters().likeThis();
                Directions directions = new Directions(3, ONES)) {
            FlatTensors parameters = network.parameters();
            kept.memory().copyFrom(parameters.memory());
            double[] gradient = values(parameters);
            double[] sum = new double[gradient.length];
            double[] squares = new double[gradient.length];
            for (int draw = 0; draw < draws; draw++) {
                long seed = directions.seed(draw, 0, 0);
                double slope = new Probe(1e-2, 0)
                        .measure(parameters, directions, seed, network::atZero)
                        .slope();
                parameters.memory().copyFrom(kept.memory());
                double[] z = direction(directions, seed, parameters.layout());
                for (int i = 0; i < z.length; i++) {
                    sum[i] += slope * z[i];
                    squares[i] += slope * z[i] * slope * z[i];
                }
            }
            for (int i = 0; i < gradient.length; i++) {
                double mean = sum[i] / draws;
                double error = Math.sqrt((squares[i] / draws - mean * mean) / draws);
                assertThat(mean).isCloseTo(gradient[i], within(3 * error));
            }
        }
    }

    @Test
    void aSpreadDistanceVariesFromDirectionToDirectionAroundItself() {
        try (QuadraticNetwork network = new QuadraticNetwork();
                Directions directions = new Directions(1, ONES)) {
            Set<Float> seen = new HashSet<>();
            float before = network.parameters().memory(0).getAtIndex(ValueLayout.JAVA_FLOAT, 0);
            for (int sample = 0; sample < 10; sample++) {
                long seed = directions.seed(0, 0, sample);
                double z = direction(directions, seed, network.parameters().layout())[0];
                float[] moved = new float[1];
                new Probe(1e-2, 0.5).measure(network.parameters(), directions, seed, () -> {
                    moved[0] = network.parameters().memory(0).getAtIndex(ValueLayout.JAVA_FLOAT, 0);
                    return 0;
                });
                double distance = (before - moved[0]) / z;
                assertThat(distance).isBetween(1e-2 * Math.exp(-2), 1e-2 * Math.exp(2));
                seen.add((float) distance);
            }
            assertThat(seen).hasSizeGreaterThan(8);
        }
    }

    private static double[] values(FlatTensors tensors) {
        double[] all = new double[QuadraticNetwork.PARAMETERS];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < 6
                    ? tensors.memory(0).getAtIndex(ValueLayout.JAVA_FLOAT, i)
                    : tensors.memory(1).getAtIndex(ValueLayout.JAVA_FLOAT, i - 6);
        }
        return all;
    }
}
