package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.SimulatedGroup;
import io.gossamer.train.gossip.Mixing;
import io.gossamer.train.gossip.Topology;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourExchangeTest {
    private static final int SIZE = 300;
    private static final int NODES = 8;
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("x", "y"), List.of(new long[] {SIZE - 7}, new long[] {7}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** What became of each node, what it said and heard, and the tensor bytes that its worker wrote. */
    private record Round(Map<Integer, float[]> mixed, Map<Integer, ClientTraffic> traffic, Map<Integer, Long> sent) {}

    private static Round round(int workers, String codec, Mixing mixing) {
        Round result =
                new Round(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        Placement placement = new Placement(NODES, workers);
        SimulatedGroup.of(workers)
                .run(group -> {
                    int[] residents = placement.residents(group.rank());
                    List<FlatTensors> models = new ArrayList<>();
                    List<FlatTensors> mixed = new ArrayList<>();
                    for (int node : residents) {
                        models.add(model(node));
                        mixed.add(FlatTensors.zeros(LAYOUT));
                    }
                    EdgeTraffic traffic = new EdgeTraffic(residents.length);
                    try (NeighbourExchange exchange = new NeighbourExchange(group, LAYOUT, 1, Codecs.parse(codec))) {
                        Votes own = new Votes(group.rank() == workers - 1, group.rank() == 0);
                        Votes all = exchange.pull(mixing, placement, models, mixed, 4, own, traffic);
                        assertThat(all).isEqualTo(new Votes(true, true));
                        for (int place = 0; place < residents.length; place++) {
                            result.mixed.put(residents[place], values(mixed.get(place)));
                        }
                    }
                    traffic.of(residents).forEach(of -> result.traffic.put(of.client(), of));
                    result.sent.put(
                            group.rank(),
                            group.traffic().sent().get(Kind.DENSE)
                                    + group.traffic().sent().get(Kind.COMPRESSED));
                    models.forEach(FlatTensors::close);
                    mixed.forEach(FlatTensors::close);
                })
                .requireReturned();
        return result;
    }

    private static FlatTensors model(int node) {
        FlatTensors model = FlatTensors.zeros(LAYOUT);
        for (int tensor = 0; tensor < 2; tensor++) {
            RandomStream.of(5, Purpose.TEST, node, 0, tensor).fillNormal(model.memory(tensor), 0, 1);
        }
        return model;
    }

    private static float[] values(FlatTensors tensors) {
        float[] values = new float[SIZE];
        System.arraycopy(tensors.memory(0).toArray(ValueLayout.JAVA_FLOAT), 0, values, 0, SIZE - 7);
        System.arraycopy(tensors.memory(1).toArray(ValueLayout.JAVA_FLOAT), 0, values, SIZE - 7, 7);
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f16", "qsgd(7)", "topk(0.1)"})
    void whoLivesWhereChangesNoBit(String codec) {
        Mixing mixing = Mixing.of(new int[][] {{3, 7}, {}, {1}, {2, 4, 5}, {3}, {0}, {7}, {6, 0}});
        Round alone = round(1, codec, mixing);
        for (int workers : new int[] {2, 3, 8}) {
            Round together = round(workers, codec, mixing);
            alone.mixed.forEach(
                    (node, values) -> assertThat(together.mixed.get(node)).containsExactly(values));
            assertThat(together.traffic).isEqualTo(alone.traffic);
        }
        // Node 1 hears nobody, and is what it was.
        try (FlatTensors own = model(1)) {
            assertThat(alone.mixed.get(1)).containsExactly(values(own));
        }
    }

    @Test
    void aModelBecomesTheMeanByItsRow() {
        Mixing mixing = Mixing.of(Topology.EXPONENTIAL, NODES);
        Round round = round(3, "f32", mixing);
        List<float[]> models = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            try (FlatTensors model = model(node)) {
                models.add(values(model));
            }
        }
        for (int node = 0; node < NODES; node++) {
            for (int i = 0; i < SIZE; i++) {
                double mean = 0;
                for (int other = 0; other < NODES; other++) {
                    mean += mixing.weight(node, other) * models.get(other)[i];
                }
                assertThat((double) round.mixed.get(node)[i]).isCloseTo(mean, within(1e-6));
            }
        }
    }

    @Test
    void tensorBytesAreThoseOfTheEdges() {
        // Sections of 293 and 7 floats, each with number, format, count and length.
        long model = (SIZE - 7) * 4 + 1 + 1 + 2 + 2 + 7 * 4 + 1 + 1 + 1 + 1;
        Round round = round(NODES, "f32", Mixing.of(new int[][] {{3}, {}, {3}, {}, {}, {0}, {}, {}}));
        assertThat(round.sent)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(0, model, 1, 0L, 2, 0L, 3, 2 * model, 4, 0L, 5, 0L, 6, 0L, 7, 0L));
        assertThat(round.traffic.get(3)).isEqualTo(new ClientTraffic(3, 2 * SIZE * 4, 0));
        assertThat(round.traffic.get(5)).isEqualTo(new ClientTraffic(5, 0, SIZE * 4));
        assertThat(round(2, "f32", Mixing.of(Topology.NONE, NODES)).sent).containsValues(0L, 0L);
    }

    @Test
    void doublyStochasticWeightsKeepTheMeanAndContractWhatIsAroundIt() {
        Mixing ring = Mixing.of(Topology.RING, NODES);
        double[] before = new double[SIZE];
        double[] after = new double[SIZE];
        double errorBefore = 0;
        double errorAfter = 0;
        Round round = round(2, "f32", ring);
        List<float[]> models = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            try (FlatTensors model = model(node)) {
                models.add(values(model));
            }
            for (int i = 0; i < SIZE; i++) {
                before[i] += models.get(node)[i] / (double) NODES;
                after[i] += round.mixed.get(node)[i] / (double) NODES;
            }
        }
        assertThat(after).containsExactly(before, within(1e-6));
        for (int node = 0; node < NODES; node++) {
            for (int i = 0; i < SIZE; i++) {
                errorBefore += Math.pow(models.get(node)[i] - before[i], 2);
                errorAfter += Math.pow(round.mixed.get(node)[i] - before[i], 2);
            }
        }
        double lambda = (1 + 2 * Math.cos(2 * Math.PI / NODES)) / 3;
        assertThat(errorAfter / errorBefore).isLessThanOrEqualTo(lambda * lambda + 1e-6);
    }
}
