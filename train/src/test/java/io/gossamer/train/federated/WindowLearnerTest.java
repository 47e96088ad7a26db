package io.gossamer.train.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.arrival.Window;
import io.gossamer.train.optimizer.Sgd;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Problem;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.strategy.Merge;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact checks of sheet 56 on the real parts: network, messages, server. */
class WindowLearnerTest {
    private static final int CLIENTS = 5;
    private static final int DIMENSION = 10;
    private static final int LOCAL_STEPS = 3;
    private static final int AGGREGATIONS = 60;
    private static final double RATE = 0.02;
    private static final double GLOBAL_RATE = 0.7;
    private static final Sgd.Spec PLAIN = new Sgd.Spec(0, false, 0);
    /** Each client has an optimum of its own. */
    private static final AffineProblem LEAST_SQUARES = Problems.leastSquares(3, CLIENTS, 12, DIMENSION);

    private static ArrivalPlan plan(int clients, Schedule schedule, Weighing weighing) {
        return ArrivalPlan.of(ClientTimes.profile(clients, 80), schedule, weighing);
    }

    private static Subject averaging(ArrivalPlan plan, int localSteps) {
        return new AsynchronousAveraging(
                plan.times().clients(),
                localSteps,
                PLAIN,
                0,
                Codecs.parse("f32"),
                AsynchronousAveraging.Reference.RECEIVED,
                (clients, seed) -> plan);
    }

    private static LearnerRun run(int nodes, Problem problem, ArrivalPlan plan) {
        Strategy strategy = LearnerRun.federation(averaging(plan, LOCAL_STEPS), RATE, GLOBAL_RATE);
        return new LearnerRun(nodes, problem, strategy, AGGREGATIONS);
    }

    static Stream<Arguments> federations() {
        return Stream.of(new Schedule.FirstArrivals(1), new Schedule.FirstArrivals(2), new Schedule.Ticks(0.5))
                .flatMap(schedule -> Stream.of(Weighing.values())
                        .flatMap(weighing -> Stream.of(1, 3).map(nodes -> Arguments.of(schedule, weighing, nodes))));
    }

    @ParameterizedTest
    @MethodSource("federations")
    void agreesWithTheRecursionAfterEveryAggregation(Schedule schedule, Weighing weighing, int nodes) {
        ArrivalPlan plan = plan(CLIENTS, schedule, weighing);
        LearnerRun run = run(nodes, LEAST_SQUARES, plan);
        var recursion = new io.gossamer.train.recursion.federated.AsynchronousAveraging(
                LEAST_SQUARES, plan, LOCAL_STEPS, RATE, GLOBAL_RATE, new double[DIMENSION]);
        assertThat(run.models()).hasSize(AGGREGATIONS);
        for (double[] model : run.models()) {
            recursion.step();
            assertThat(model).containsExactly(recursion.iterate(), within(1e-5));
        }
    }

    /** A problem that remembers where each client asked for its gradient. */
    private record Overheard(Problem problem, List<List<double[]>> asked) implements Problem {
        Overheard(Problem problem) {
            this(
                    problem,
                    Stream.generate(() -> (List<double[]>) new ArrayList<double[]>())
                            .limit(problem.nodes())
                            .toList());
        }

        @Override
        public int nodes() {
            return problem.nodes();
        }

        @Override
        public int dimension() {
            return problem.dimension();
        }

        @Override
        public double[] gradient(int client, double[] x) {
            asked.get(client).add(x.clone());
            return problem.gradient(client, x);
        }

        @Override
        public double[] solution() {
            return problem.solution();
        }
    }

    @ParameterizedTest
    @MethodSource("federations")
    void aClientTrainsOnTheModelThatItsLastContributionWentInto(Schedule schedule, Weighing weighing, int nodes) {
        ArrivalPlan plan = plan(CLIENTS, schedule, weighing);
        Overheard problem = new Overheard(LEAST_SQUARES);
        LearnerRun run = run(nodes, problem, plan);
        List<double[]> models = new ArrayList<>();
        models.add(new double[DIMENSION]);
        models.addAll(run.models());
        Arrivals arrivals = new Arrivals(plan);
        int[] received = new int[CLIENTS];
        int[] contributions = new int[CLIENTS];
        int late = 0;
        for (int number = 0; number < AGGREGATIONS; number++) {
            Window window = arrivals.next();
            for (int place = 0; place < window.clients().length; place++) {
                int client = window.clients()[place];
                double[] from = problem.asked().get(client).get(LOCAL_STEPS * contributions[client]++);
                assertThat(from).isEqualTo(models.get(received[client]));
                assertThat(window.staleness()[place]).isEqualTo(number - received[client]);
                late += received[client] < number ? 1 : 0;
                received[client] = number + 1;
            }
        }
        assertThat(late).isPositive();
        for (int client = 0; client < CLIENTS; client++) {
            assertThat(problem.asked().get(client)).hasSize(LOCAL_STEPS * contributions[client]);
        }
    }

    static Stream<Subject> schemesOfOneClient() {
        Stream<Subject> averaging = Stream.of(
                new FederatedRounds(1, 0, 1, Codecs.parse("f32"), false, (layout, residents) -> new PlainAverage()));
        Stream<Subject> asynchronous = Stream.of(
                        new Schedule.FirstArrivals(0), new Schedule.FirstArrivals(1), new Schedule.Ticks(1))
                .flatMap(schedule -> Stream.of(Weighing.values()).map(weighing -> plan(1, schedule, weighing)))
                .map(plan -> averaging(plan, 1));
        return Stream.concat(averaging, asynchronous);
    }

    /**
     * Division by a rate that is a power of two is exact, and so is x - y where a step is no longer than x, as it is on the
     * way from 0 straight to an optimum.
     */
    @ParameterizedTest
    @MethodSource("schemesOfOneClient")
    void aSingleClientWithOneStepIsPlainDescentToTheBit(Subject subject) {
        AffineProblem problem = Problems.quadratics(new double[] {0.7}, new double[][] {{3.1, -0.3, 0.017, 42}});
        LearnerRun plain = new LearnerRun(
                1, problem, LearnerRun.strategy(new Subject.Gradient(0), Merge.gradients(PLAIN, 0), 0.25), 30);
        LearnerRun federation = new LearnerRun(1, problem, LearnerRun.federation(subject, 0.25, 1), 30);
        assertThat(federation.models().toArray(double[][]::new))
                .isDeepEqualTo(plain.models().toArray(double[][]::new));
        assertThat(federation.hash()).isEqualTo(plain.hash());
    }
}
