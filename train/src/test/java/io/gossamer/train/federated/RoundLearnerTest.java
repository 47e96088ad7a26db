package io.gossamer.train.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.train.exchange.Placement;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.Recursion;
import io.gossamer.train.recursion.descent.CompressedDescent;
import io.gossamer.train.recursion.federated.FedAvg;
import io.gossamer.train.recursion.federated.FedComgate;
import io.gossamer.train.recursion.federated.FedEf;
import io.gossamer.train.recursion.federated.Federation;
import io.gossamer.train.schedule.NodeSample;
import io.gossamer.train.strategy.Strategy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact checks of sheet 50 on the real parts: network, codecs, messages, server. */
class RoundLearnerTest {
    private static final int CLIENTS = 8;
    private static final int SAMPLED = 3;
    private static final int DIMENSION = 10;
    private static final int ROUNDS = 40;
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(3, CLIENTS, 12, DIMENSION);

    private static FederatedRounds rounds(int sampled, int localSteps, String codec, FederatedRule.Factory rule) {
        return new FederatedRounds(CLIENTS, sampled, localSteps, Codecs.parse(codec), false, rule);
    }

    private static void requireEqual(LearnerRun run, Recursion recursion, double tolerance) {
        for (double[] model : run.models()) {
            recursion.step();
            assertThat(model).containsExactly(recursion.iterate(), within(tolerance));
        }
    }

    @Test
    void goldenScallion() {
        FederatedRounds rounds = new FederatedRounds(
                2, 0, 2, Codecs.parse("f32"), false, (layout, residents) -> new Scallion(layout, residents, 0.5));
        LearnerRun run = new LearnerRun(2, Problems.twoQuadratics(), LearnerRun.federation(rounds, 0.1, 1), 2);
        assertThat(run.models().get(0)).containsExactly(new double[] {0.3175, -0.085, 0.2325}, within(1e-6));
        assertThat(run.models().get(1)).containsExactly(new double[] {0.752875, -0.20425, 0.548625}, within(1e-6));
    }

    @Test
    void goldenScafcom() {
        FederatedRounds rounds = new FederatedRounds(
                2, 0, 2, Codecs.parse("topk(0.2)"), false, (layout, residents) -> new Scafcom(layout, residents, 0.5));
        LearnerRun run = new LearnerRun(2, Problems.twoQuadratics(), LearnerRun.federation(rounds, 0.1, 1), 3);
        assertThat(run.models().get(0)).containsExactly(new double[] {0.27, 0, 0.1425}, within(1e-6));
        assertThat(run.models().get(1)).containsExactly(new double[] {0.54, -0.1275, 0.285}, within(1e-6));
        assertThat(run.models().get(2)).containsExactly(new double[] {0.961875, -0.255, 0.520125}, within(1e-6));
    }

    static Stream<Arguments> methods() {
        Compressor identity = new Compressor.Identity();
        Compressor top = new Compressor.TopK(2);
        Federation federation = new Federation(
                LEAST_SQUARES,
                new NodeSample(CLIENTS, SAMPLED, LearnerRun.SEED, Purpose.CLIENT_SAMPLING),
                5,
                0.02,
                0.7);
        double[] origin = new double[DIMENSION];
        FederatedRule.Factory average = (layout, residents) -> new PlainAverage();
        return Stream.of(
                Arguments.of("fedavg", "f32", average, new FedAvg(federation, identity, origin)),
                Arguments.of("fedavg top-k", "topk(0.2)", average, new FedAvg(federation, top, origin)),
                Arguments.of(
                        "fed-ef",
                        "topk(0.2)",
                        (FederatedRule.Factory) ClientErrorFeedback::new,
                        new FedEf(federation, top, origin)),
                Arguments.of(
                        "fedcomgate",
                        "f32",
                        (FederatedRule.Factory) GradientTracking::new,
                        new FedComgate(federation, identity, origin)),
                Arguments.of(
                        "scaffold",
                        "f32",
                        (FederatedRule.Factory) (layout, residents) -> new Scallion(layout, residents, 1),
                        new io.gossamer.train.recursion.federated.Scaffold(federation, origin)),
                Arguments.of(
                        "scallion",
                        "f32",
                        (FederatedRule.Factory) (layout, residents) -> new Scallion(layout, residents, 0.4),
                        new io.gossamer.train.recursion.federated.Scallion(federation, identity, 0.4, origin)),
                Arguments.of(
                        "scafcom",
                        "topk(0.2)",
                        (FederatedRule.Factory) (layout, residents) -> new Scafcom(layout, residents, 0.3),
                        new io.gossamer.train.recursion.federated.Scafcom(federation, top, 0.3, origin)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void agreesWithTheRecursion(String name, String codec, FederatedRule.Factory rule, Recursion recursion) {
        LearnerRun run = new LearnerRun(
                3, LEAST_SQUARES, LearnerRun.federation(rounds(SAMPLED, 5, codec, rule), 0.02, 0.7), ROUNDS);
        requireEqual(run, recursion, 1e-5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void whoLivesWhereChangesNoBit(String name, String codec, FederatedRule.Factory rule, Recursion unused) {
        for (String coded : List.of(codec, "qsgd(3)")) {
            Strategy strategy = LearnerRun.federation(rounds(SAMPLED, 3, coded, rule), 0.005, 0.5);
            LearnerRun alone = new LearnerRun(1, LEAST_SQUARES, strategy, 15);
            for (int nodes : new int[] {2, 4, CLIENTS}) {
                LearnerRun shared = new LearnerRun(nodes, LEAST_SQUARES, strategy, 15);
                assertThat(shared.hash()).as(coded + " on " + nodes).isEqualTo(alone.hash());
                assertThat(shared.traffic()).isEqualTo(alone.traffic());
            }
        }
    }

    @Test
    void withEverybodyAndOneStepItIsGradientDescent() {
        List<FederatedRule.Factory> rules = List.of(
                (layout, residents) -> new Scallion(layout, residents, 1),
                (layout, residents) -> new Scafcom(layout, residents, 1),
                (layout, residents) -> new PlainAverage());
        for (FederatedRule.Factory rule : rules) {
            LearnerRun run =
                    new LearnerRun(2, LEAST_SQUARES, LearnerRun.federation(rounds(0, 1, "f32", rule), 0.1, 1), ROUNDS);
            requireEqual(
                    run,
                    new CompressedDescent(LEAST_SQUARES, new Compressor.Identity(), 0.1, new double[DIMENSION]),
                    1e-5);
        }
    }

    @Test
    void tensorsCanBeCodedOneByOne() {
        FederatedRule.Factory rule = (layout, residents) -> new Scafcom(layout, residents, 1);
        FederatedRounds perLayer = new FederatedRounds(CLIENTS, 0, 2, Codecs.parse("topk(0.1)"), true, rule);
        LearnerRun layers = new LearnerRun(2, LEAST_SQUARES, LearnerRun.federation(perLayer, 0.02, 1), 1);
        LearnerRun whole =
                new LearnerRun(2, LEAST_SQUARES, LearnerRun.federation(rounds(0, 2, "topk(0.1)", rule), 0.02, 1), 1);
        LearnerRun exact =
                new LearnerRun(2, LEAST_SQUARES, LearnerRun.federation(rounds(0, 2, "f32", rule), 0.02, 1), 1);
        assertThat(layers.hash()).isNotEqualTo(whole.hash()).isNotEqualTo(exact.hash());
        // The largest element of all is also the largest of its tensor.
        assertThat(layers.traffic().getFirst().up())
                .isGreaterThan(whole.traffic().getFirst().up());
        FederatedRounds lossless = new FederatedRounds(CLIENTS, SAMPLED, 2, Codecs.parse("f32"), true, rule);
        assertThat(new LearnerRun(3, LEAST_SQUARES, LearnerRun.federation(lossless, 0.02, 1), 10).hash())
                .isEqualTo(new LearnerRun(
                                2, LEAST_SQUARES, LearnerRun.federation(rounds(SAMPLED, 2, "f32", rule), 0.02, 1), 10)
                        .hash());
    }

    @Test
    void everyClientPaysForWhatItSaysAndHearsEveryAnswer() {
        FederatedRule.Factory average = (layout, residents) -> new PlainAverage();
        LearnerRun run = new LearnerRun(
                3, LEAST_SQUARES, LearnerRun.federation(rounds(SAMPLED, 1, "f32", average), 0.01, 1), ROUNDS);
        NodeSample sample = new NodeSample(CLIENTS, SAMPLED, LearnerRun.SEED, Purpose.CLIENT_SAMPLING);
        long[] times = new long[CLIENTS];
        for (int round = 0; round < ROUNDS; round++) {
            Arrays.stream(sample.of(round)).forEach(client -> times[client]++);
        }
        assertThat(run.traffic()).hasSize(CLIENTS).allSatisfy(client -> {
            assertThat(client.up()).isEqualTo(times[client.client()] * Float.BYTES * DIMENSION);
            assertThat(client.down()).isEqualTo((long) ROUNDS * Float.BYTES * DIMENSION);
        });
    }

    @Test
    void clientsLiveInContiguousShares() {
        for (Map.Entry<Integer, Integer> nodesAndClients :
                Map.of(1, 7, 3, 8, 4, 100, 5, 5, 6, 2).entrySet()) {
            int nodes = nodesAndClients.getKey();
            int clients = nodesAndClients.getValue();
            int[] all = IntStream.range(0, nodes)
                    .flatMap(rank -> Arrays.stream(new Placement(clients, nodes).residents(rank)))
                    .toArray();
            assertThat(all).containsExactly(IntStream.range(0, clients).toArray());
        }
    }

    @Test
    void moreParticipantsThanClientsAreRefused() {
        FederatedRounds rounds = rounds(CLIENTS + 1, 1, "f32", (layout, residents) -> new PlainAverage());
        assertThatThrownBy(() -> rounds.sample(2, LearnerRun.SEED))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("9 of 8 clients");
    }
}
