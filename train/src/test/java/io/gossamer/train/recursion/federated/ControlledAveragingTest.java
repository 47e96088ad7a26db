package io.gossamer.train.recursion.federated;

import static io.gossamer.train.recursion.Vectors.mean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.descent.Ef21;
import io.gossamer.train.recursion.descent.FirstEstimate;
import io.gossamer.train.schedule.NodeSample;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact checks of sheet 50. */
class ControlledAveragingTest {
    private static final Compressor IDENTITY = new Compressor.Identity();
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(3, 8, 12, 10);
    private static final double[] ORIGIN = new double[10];
    private static final Federation PARTIAL =
            new Federation(LEAST_SQUARES, new NodeSample(8, 3, 1, Purpose.CLIENT_SAMPLING), 5, 0.02, 0.7);

    private static Federation golden() {
        return new Federation(Problems.twoQuadratics(), NodeSample.all(2), 2, 0.1, 1);
    }

    @Test
    void goldenScallion() {
        Scallion recursion = new Scallion(golden(), IDENTITY, 0.5, new double[3]);
        recursion.step();
        assertThat(recursion.iterate()).containsExactly(new double[] {0.3175, -0.085, 0.2325}, within(1e-12));
        assertThat(recursion.serverControl()).containsExactly(new double[] {-1.5875, 0.425, -1.1625}, within(1e-12));
        recursion.step();
        assertThat(recursion.iterate()).containsExactly(new double[] {0.752875, -0.20425, 0.548625}, within(1e-12));
        assertThat(recursion.serverControl())
                .containsExactly(new double[] {-2.176875, 0.59625, -1.580625}, within(1e-12));
    }

    @Test
    void goldenScafcom() {
        Scafcom recursion = new Scafcom(golden(), new Compressor.TopK(1), 0.5, new double[3]);
        recursion.step();
        assertThat(recursion.iterate()).containsExactly(new double[] {0.27, 0, 0.1425}, within(1e-12));
        assertThat(recursion.controls()[0]).containsExactly(new double[] {0, 0, -1.425}, within(1e-12));
        assertThat(recursion.controls()[1]).containsExactly(new double[] {-2.7, 0, 0}, within(1e-12));
        recursion.step();
        assertThat(recursion.iterate()).containsExactly(new double[] {0.54, -0.1275, 0.285}, within(1e-12));
        recursion.step();
        assertThat(recursion.iterate()).containsExactly(new double[] {0.961875, -0.255, 0.520125}, within(1e-12));
    }

    static Stream<Recursion> oneVariableForms() {
        return Stream.of(
                new OneVariableScaffold(PARTIAL, ORIGIN),
                new Scallion(PARTIAL, IDENTITY, 1, ORIGIN),
                new Scafcom(PARTIAL, IDENTITY, 1, ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("oneVariableForms")
    void oneVariableEqualsTwoAndHalvesTheUplink(Recursion one) {
        Scaffold two = new Scaffold(PARTIAL, ORIGIN);
        for (int round = 0; round < 200; round++) {
            one.step();
            two.step();
            assertThat(one.iterate()).containsExactly(two.iterate(), within(1e-12));
        }
        assertThat(two.uplinkBytes()).isEqualTo(2 * one.uplinkBytes()).isEqualTo(200 * 80 * 3 / 8.0);
    }

    @Property(tries = 30)
    void serverControlIsTheMeanOfTheClients(
            @ForAll @IntRange(min = 0, max = 4) int which, @ForAll @IntRange(min = 1, max = 8) int sampled) {
        Federation federation =
                new Federation(LEAST_SQUARES, new NodeSample(8, sampled, which, Purpose.CLIENT_SAMPLING), 3, 0.02, 0.5);
        Compressor compressor = compressor(which);
        Scallion scallion = new Scallion(federation, compressor, 0.1, ORIGIN);
        Scafcom scafcom = new Scafcom(federation, compressor, 0.3, ORIGIN);
        Scaffold scaffold = new Scaffold(federation, ORIGIN);
        for (int round = 0; round < 50; round++) {
            scallion.step();
            scafcom.step();
            scaffold.step();
            assertThat(scallion.serverControl()).containsExactly(mean(scallion.controls()), within(1e-11));
            assertThat(scafcom.serverControl()).containsExactly(mean(scafcom.controls()), within(1e-11));
            assertThat(scaffold.serverControl()).containsExactly(mean(scaffold.controls()), within(1e-11));
        }
    }

    private static Compressor compressor(int which) {
        return switch (which) {
            case 0 -> IDENTITY;
            case 1 -> new Compressor.TopK(2);
            case 2 -> new Compressor.RandK(4, true, false, 6);
            case 3 -> new Compressor.StochasticLevels(4, 6);
            default -> new Compressor.ScaledSign();
        };
    }

    @Test
    void clientsOutsideTheSampleKeepTheirState() {
        Scafcom recursion = new Scafcom(PARTIAL, new Compressor.TopK(2), 0.5, ORIGIN);
        recursion.steps(20);
        double[][] controls = recursion.controls().clone();
        double[][] momenta = recursion.momenta().clone();
        recursion.step();
        int[] sample = PARTIAL.sample().of(20);
        for (int i = 0; i < 8; i++) {
            int client = i;
            boolean sampled = Arrays.stream(sample).anyMatch(member -> member == client);
            assertThat(recursion.controls()[i] == controls[i]).isEqualTo(!sampled);
            assertThat(recursion.momenta()[i] == momenta[i]).isEqualTo(!sampled);
        }
    }

    @Test
    void withEverybodyAndOneStepItIsGradientDescent() {
        Federation all = new Federation(LEAST_SQUARES, NodeSample.all(8), 1, 0.1, 1);
        Scallion scallion = new Scallion(all, IDENTITY, 1, ORIGIN);
        Scafcom scafcom = new Scafcom(all, IDENTITY, 1, ORIGIN);
        CompressedDescent descent = new CompressedDescent(LEAST_SQUARES, IDENTITY, 0.1, ORIGIN);
        for (int round = 0; round < 50; round++) {
            scallion.step();
            scafcom.step();
            descent.step();
            assertThat(scallion.iterate()).containsExactly(descent.iterate(), within(1e-12));
            assertThat(scafcom.iterate()).containsExactly(descent.iterate(), within(1e-12));
        }
    }

    @Test
    void oneClientWithOneStepIsEf21WithMomentum() {
        AffineProblem single = Problems.leastSquares(5, 1, 12, 10);
        Compressor top = new Compressor.TopK(2);
        Scafcom scafcom = new Scafcom(new Federation(single, NodeSample.all(1), 1, 0.1, 0.5), top, 0.3, ORIGIN);
        Ef21 ef21 = new Ef21(single, top, 0.05, 0.3, ORIGIN, FirstEstimate.ZERO);
        for (int round = 0; round < 100; round++) {
            scafcom.step();
            ef21.step();
            assertThat(scafcom.iterate()).containsExactly(ef21.iterate(), within(1e-11));
        }
    }

    @Test
    void scafcomSolvesWhereFederatedAveragingHasAFloor() {
        Federation federation =
                new Federation(LEAST_SQUARES, new NodeSample(8, 3, 1, Purpose.CLIENT_SAMPLING), 5, 0.02, 1);
        Scafcom scafcom = new Scafcom(federation, new Compressor.TopK(1), 1, ORIGIN);
        FedAvg average = new FedAvg(federation, IDENTITY, ORIGIN);
        scafcom.steps(1500);
        average.steps(1500);
        assertThat(LEAST_SQUARES.relativeError(scafcom.iterate())).isLessThan(1e-8);
        assertThat(LEAST_SQUARES.relativeError(average.iterate())).isGreaterThan(1e-2);
    }

    @Test
    void scallionNeedsItsScaling() {
        Federation federation =
                new Federation(LEAST_SQUARES, new NodeSample(8, 3, 1, Purpose.CLIENT_SAMPLING), 5, 0.005, 1);
        Compressor random = new Compressor.RandK(1, true, false, 2);
        Scallion scaled = new Scallion(federation, random, 0.1, ORIGIN);
        Scallion unscaled = new Scallion(federation, random, 1, ORIGIN);
        scaled.steps(1500);
        unscaled.steps(1500);
        assertThat(LEAST_SQUARES.relativeError(scaled.iterate())).isLessThan(1e-4);
        assertThat(LEAST_SQUARES.relativeError(unscaled.iterate())).isGreaterThan(1e6);
    }
}
