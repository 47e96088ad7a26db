package io.gossamer.generate.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.flow.FiniteData;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.NoiseSchedule;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.generate.network.NoisyMlp;
import io.gossamer.generate.sample.Sampler;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Networks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.flat.TensorSection;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EnsembleTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.LINEAR;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** An expert that multiplies. */
    private static VelocityField times(double factor) {
        return (x, t, condition) -> x.mul(new Scalar(factor));
    }

    private static Router always(float... weights) {
        return (x, t, condition) -> Tensor.create(weights).repeat(x.size(0), 1);
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    private static float[] velocity(VelocityField field) {
        try (var section = TensorSection.enter()) {
            Tensor x = Tensor.create(new float[] {0.1f, -0.7f, 1.3f, 2.9f}, 2, 2);
            return values(field.velocity(x, 0.5, torch.zeros(2, 1)));
        }
    }

    @Test
    void topOneIsThatExpertExactly() {
        VelocityField second = times(1 / 3.0);

        assertThat(velocity(new Ensemble(List.of(times(7), second), always(0.4f, 0.6f), new Routing.Top(1), 1)))
                .isEqualTo(velocity(second));
    }

    @Test
    void topOfAllIsFullAndAsksEverybody() {
        List<VelocityField> experts = List.of(times(1), times(2), times(4));
        Ensemble full = new Ensemble(experts, always(0.5f, 0.25f, 0.25f), new Routing.Full(), 1);

        assertThat(velocity(full))
                .isEqualTo(velocity(new Ensemble(experts, always(0.5f, 0.25f, 0.25f), new Routing.Top(3), 1)))
                .containsExactly(velocity(times(2)), within(1e-6f));
        assertThat(full.asked()).isEqualTo(6);
        assertThat(full.bytes()).isEqualTo(2 * 4 * 2 * 6);
    }

    @Test
    void aLostExpertIsNotAskedAndTheOthersWeighMore() {
        VelocityField gone = (x, t, condition) -> {
            throw new AssertionError("asked");
        };
        Ensemble ensemble =
                new Ensemble(List.of(gone, times(1), times(5)), always(0.6f, 0.3f, 0.1f), new Routing.Full(), 1);
        ensemble.lose(0);

        assertThat(velocity(ensemble)).containsExactly(velocity(times(2)), within(1e-6f));
    }

    @Test
    void aRouterThatIsSureOfALostExpertLeavesTheOthersEqual() {
        Ensemble ensemble = new Ensemble(List.of(times(9), times(1), times(3)), always(1, 0, 0), new Routing.Full(), 1);
        ensemble.lose(0);

        assertThat(velocity(ensemble)).containsExactly(velocity(times(2)), within(1e-6f));
    }

    @Test
    void theLastExpertIsNotToBeLost() {
        Ensemble ensemble = new Ensemble(List.of(times(9)), always(1), new Routing.Full(), 1);

        assertThatThrownBy(() -> ensemble.lose(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void handoversAreThoseOfExamplesWhileTimeRunsDown() {
        // The second expert until half of the time, then the first for the first example.
        Router router =
                (x, t, condition) -> Tensor.create(t > 0.5 ? new float[] {0, 1, 0, 1} : new float[] {1, 0, 0, 1})
                        .view(2, 2);
        Ensemble ensemble = new Ensemble(List.of(times(1), times(2)), router, new Routing.Top(1), 1);
        Sampler sampler = new Sampler(Sampler.Solver.EULER, 4, 1);
        sampler.sample(ensemble, 2, 0, new int[2], 1);

        assertThat(ensemble.handovers()).isEqualTo(1);
        // Other examples begin with time 1 again.
        sampler.sample(ensemble, 2, 0, new int[2], 2);
        assertThat(ensemble.handovers()).isEqualTo(2);
    }

    @Test
    void guidanceOfTheEnsembleIsTheEnsembleOfGuidance() {
        VelocityField first = (x, t, condition) -> x.mul(condition.add(new Scalar(1.0)));
        VelocityField second = (x, t, condition) -> x.add(condition);
        Ensemble plain = new Ensemble(List.of(first, second), always(0.25f, 0.75f), new Routing.Full(), 1);
        Ensemble guided = new Ensemble(
                List.of(new Guided(first, 3, 2), new Guided(second, 3, 2)),
                always(0.25f, 0.75f),
                new Routing.Full(),
                1);

        assertThat(velocity(guided)).containsExactly(velocity(new Guided(plain, 3, 2)), within(1e-5f));
    }

    @Test
    void theOracleIsTheExactPosterior() {
        RandomStream random = RandomStream.of(2, Purpose.TEST, 0, 0, 0);
        int count = 300;
        float[] values = new float[2 * count];
        int[] assignment = new int[count];
        for (int i = 0; i < count; i++) {
            values[2 * i] = (float) random.nextNormal();
            values[2 * i + 1] = (float) random.nextNormal();
            assignment[i] = values[2 * i] > 0 ? 1 : values[2 * i + 1] > 0 ? 2 : 0;
        }
        ExampleArray data = new ExampleArray(2, 0, values, new int[count]);
        FiniteData exact = FiniteData.uniform(data.rows(), SCHEDULE);
        try (OracleRouter oracle = new OracleRouter(data, assignment, 3, SCHEDULE);
                var section = TensorSection.enter()) {
            for (double t : new double[] {0.05, 0.4, 0.95}) {
                float[] shares = values(oracle.weights(Tensor.create(values, count, 2), t, torch.zeros(count, 1)));
                for (int i = 0; i < count; i++) {
                    double[] wanted =
                            exact.clusterPosterior(assignment, 3, new double[] {values[2 * i], values[2 * i + 1]}, t);
                    for (int k = 0; k < 3; k++) {
                        assertThat((double) shares[3 * i + k]).isCloseTo(wanted[k], within(2e-4));
                    }
                }
            }
        }
    }

    @Test
    void aConditionLeavesOnlyItsClassInQuestion() {
        ExampleArray data = new ExampleArray(1, 2, new float[] {-1, 1, 1.1f}, new int[] {0, 1, 1});
        try (OracleRouter oracle = new OracleRouter(data, new int[] {0, 1, 2}, 3, SCHEDULE);
                var section = TensorSection.enter()) {
            Tensor x = Tensor.create(new float[] {1, 1}, 2, 1);
            float[] shares = values(oracle.weights(x, 0.9, Tensor.create(new float[] {0, 2}, 2, 1)));

            assertThat(shares[0]).isEqualTo(1);
            assertThat(shares[3]).isBetween(0.1f, 0.5f);
        }
    }

    /** The same linear function of the posterior mean, told in another way. */
    @Test
    void anExpertThatPredictsNoiseGivesTheVelocityOfItsNoise() {
        NoisyMlp architecture = new NoisyMlp(2, 0, 1, 8, 2);
        try (Network network = Networks.of(architecture, Loss.SQUARED_ERROR, 3);
                var section = TensorSection.enter()) {
            Tensor x = Tensor.create(new float[] {0.3f, -1.2f}, 1, 2);
            Tensor none = torch.zeros(1, 1);
            double t = 0.6;
            float[] noise =
                    values(Networks.function(architecture, network.parameters()).apply(FlowMatching.input(x, t, none)));
            float[] velocity = values(new NetworkField(architecture, network.parameters(), Prediction.NOISE, SCHEDULE)
                    .velocity(x, t, none));
            float[] state = values(x);
            for (int d = 0; d < 2; d++) {
                double clean = (state[d] - t * noise[d]) / (1 - t);
                assertThat((double) velocity[d]).isCloseTo(noise[d] - clean, within(1e-5));
            }
        }
    }

    @Test
    void samplersFollowAStraightFieldToItsPoint() {
        // All data in one point p: v = (x - p) / t, and every path is a straight line to p.
        VelocityField toPoint = (x, t, condition) -> x.sub(new Scalar(2.0)).div(new Scalar(t));
        for (Sampler.Solver solver : Sampler.Solver.values()) {
            ExampleArray drawn = new Sampler(solver, 10, 1).sample(toPoint, 3, 0, new int[5], 7);
            for (float value : drawn.values()) {
                assertThat(value).isCloseTo(2, within(1e-5f));
            }
        }
    }

    @Test
    void heunIsOfSecondOrder() {
        VelocityField growing = (x, t, condition) -> x.clone();
        double exact = Math.exp(-1);
        double[] errors = new double[2];
        float start = new Sampler(Sampler.Solver.EULER, 1, 1)
                .sample((x, t, condition) -> torch.zeros_like(x), 1, 0, new int[1], 7)
                .values()[0];
        for (int i = 0; i < 2; i++) {
            float end = new Sampler(Sampler.Solver.HEUN, 10 << i, 1)
                    .sample(growing, 1, 0, new int[1], 7)
                    .values()[0];
            errors[i] = Math.abs(end / start - exact);
        }
        // The last step is Euler's, so the whole is between the orders; with 10 steps Euler alone is off by 0.019.
        assertThat(errors[0]).isLessThan(0.006);
        assertThat(errors[0] / errors[1]).isGreaterThan(3);
    }
}
