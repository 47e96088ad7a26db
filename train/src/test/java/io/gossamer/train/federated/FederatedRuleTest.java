package io.gossamer.train.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateHash;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.ProblemNetwork;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

/** Invariants of the rules, whatever the clients' directions are. */
class FederatedRuleTest {
    private static final int SIZE = 40;
    private static final int CLIENTS = 6;
    private static final int[] ALL = IntStream.range(0, CLIENTS).toArray();
    private static final FlatLayout LAYOUT = FlatLayout.of(List.of("all"), List.of(new long[] {SIZE}));
    private static final List<String> SPECS = List.of("f32", "topk(0.05)+f16", "sign", "qsgd(1)", "randk(0.3)+f32");

    @BeforeContainer
    static void start() {
        Libtorch.start(1);
    }

    private static List<FederatedRule> rules() {
        return List.of(
                new PlainAverage(),
                new ClientErrorFeedback(LAYOUT, ALL),
                new GradientTracking(LAYOUT, ALL),
                new Scallion(LAYOUT, ALL, 0.2),
                new Scafcom(LAYOUT, ALL, 0.3));
    }

    /** A round of a sample: directions from a seed, messages through a codec, the mean by hand. */
    private record Round(Codec codec, int[] sample, long seed) {
        void play(FederatedRule rule) {
            try (FlatTensors mean = FlatTensors.zeros(LAYOUT)) {
                List<FlatTensors> decoded = new ArrayList<>();
                for (int client : sample) {
                    rule.correction(client);
                    FlatTensors said = direction(client);
                    rule.say(client, said);
                    decoded.add(through(said, client));
                    FlatMath.add(mean, 1.0 / sample.length, said);
                }
                for (int place = 0; place < sample.length; place++) {
                    rule.heard(sample[place], decoded.get(place), mean);
                }
                rule.merge(mean, (double) sample.length / CLIENTS);
                decoded.forEach(FlatTensors::close);
            }
        }

        FlatTensors direction(int client) {
            FlatTensors direction = FlatTensors.zeros(LAYOUT);
            RandomStream.of(seed, Purpose.TEST, client, 0, 0).fillNormal(direction.memory(0), 0.5f * client, 1);
            return direction;
        }

        /** Replaces what is said by what is heard of it. */
        private FlatTensors through(FlatTensors said, int client) {
            try (ByteWriter writer = new ByteWriter()) {
                codec.encode(said.memory(0), RandomStream.of(seed, Purpose.CODEC, client, 0, 0), writer);
                codec.decode(new ByteReader(writer.written()), said.memory(0));
                return said;
            } catch (CorruptMessageException corrupt) {
                throw new AssertionError(corrupt);
            }
        }
    }

    private static int[] sample(long seed, int size) {
        int[] sample =
                Arrays.copyOf(RandomStream.of(seed, Purpose.TEST, -1, 1, 0).permutation(CLIENTS), size);
        Arrays.sort(sample);
        return sample;
    }

    private static double[] sum(ClientValues values) {
        double[] sum = new double[SIZE];
        for (int client : ALL) {
            for (int i = 0; i < SIZE; i++) {
                sum[i] += values.of(client).memory(0).getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
        }
        return sum;
    }

    private interface ClientValues {
        FlatTensors of(int client);
    }

    @Property(tries = 60)
    void theServersControlIsTheMeanOfTheClients(
            @ForAll @IntRange(max = 4) int spec,
            @ForAll @IntRange(min = 1, max = CLIENTS) int size,
            @ForAll long seed) {
        List<ControlledAveraging> rules = List.of(new Scallion(LAYOUT, ALL, 0.2), new Scafcom(LAYOUT, ALL, 0.3));
        for (ControlledAveraging rule : rules) {
            for (int round = 0; round < 12; round++) {
                new Round(Codecs.parse(SPECS.get(spec)), sample(seed + round, size), seed + round).play(rule);
                double[] mean =
                        Arrays.stream(sum(rule::control)).map(v -> v / CLIENTS).toArray();
                assertThat(ProblemNetwork.values(rule.control())).containsExactly(mean, within(1e-4));
            }
            rule.close();
        }
    }

    @Property(tries = 30)
    void aMessageThatIsNotHeardLeavesNoTrace(
            @ForAll @IntRange(max = 4) int spec,
            @ForAll @IntRange(min = 1, max = CLIENTS) int size,
            @ForAll long seed) {
        List<FederatedRule> broken = rules();
        List<FederatedRule> whole = rules();
        Codec codec = Codecs.parse(SPECS.get(spec));
        for (int rule = 0; rule < broken.size(); rule++) {
            new Round(codec, sample(seed, size), seed).play(broken.get(rule));
            new Round(codec, sample(seed, size), seed).play(whole.get(rule));
            String before = StateHash.of(broken.get(rule));
            Round lost = new Round(codec, sample(seed + 1, size), seed + 1);
            for (int client : lost.sample) {
                broken.get(rule).correction(client);
                try (FlatTensors said = lost.direction(client)) {
                    broken.get(rule).say(client, said);
                }
            }
            assertThat(StateHash.of(broken.get(rule))).isEqualTo(before);
            new Round(codec, sample(seed + 2, size), seed + 2).play(broken.get(rule));
            new Round(codec, sample(seed + 2, size), seed + 2).play(whole.get(rule));
            assertThat(StateHash.of(broken.get(rule))).isEqualTo(StateHash.of(whole.get(rule)));
            broken.get(rule).close();
            whole.get(rule).close();
        }
    }

    @Property(tries = 30)
    void clientsOutsideTheSampleKeepWhatTheyHave(@ForAll @IntRange(min = 1, max = 5) int size, @ForAll long seed) {
        try (Scafcom rule = new Scafcom(LAYOUT, ALL, 0.3)) {
            new Round(Codecs.parse("topk(0.05)"), ALL, seed).play(rule);
            List<String> before = states(rule);
            int[] sample = sample(seed, size);
            new Round(Codecs.parse("topk(0.05)"), sample, seed + 1).play(rule);
            List<String> after = states(rule);
            for (int client : ALL) {
                assertThat(after.get(client).equals(before.get(client)))
                        .isEqualTo(Arrays.binarySearch(sample, client) < 0);
            }
        }
    }

    private static List<String> states(Scafcom rule) {
        return Arrays.stream(ALL)
                .mapToObj(client -> StateHash.of(rule.control(client)) + StateHash.of(rule.momentum(client)))
                .toList();
    }

    @Test
    void hearingSomebodyWhoSaidNothingIsABug() {
        Libtorch.start(1);
        try (Scafcom rule = new Scafcom(LAYOUT, ALL, 1);
                FlatTensors zeros = FlatTensors.zeros(LAYOUT)) {
            assertThatThrownBy(() -> rule.heard(2, zeros, zeros))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("client 2");
        }
    }
}
