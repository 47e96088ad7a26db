package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerMeanTest {
    private static final int SIZE = 300;
    private static final int SPEAKERS = 6;
    private static final FlatLayout LAYOUT = FlatLayout.of(List.of("x"), List.of(new long[] {SIZE}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** What the server heard of each speaker, what all nodes took for the mean, and what a speaker's message took. */
    private record Round(Map<Integer, float[]> heard, Map<Integer, float[]> means, Map<Integer, Long> bytes) {}

    private static Round round(int nodes, String up, int[] speakers) {
        Round result =
                new Round(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        SimulatedGroup.of(nodes)
                .run(group -> {
                    try (FlatTensors mean = FlatTensors.zeros(LAYOUT);
                            ServerMean server = server(group, up, Optional.empty())) {
                        server.mean(mean, 3, Votes.NONE, speakers, s -> s * nodes / SPEAKERS, new ServerMean.Speaker() {
                            @Override
                            public void say(int speaker, FlatTensors said) {
                                fill(said, speaker, 3);
                            }

                            @Override
                            public void heard(int speaker, FlatTensors decoded, long bytes) {
                                result.heard.put(speaker, values(decoded));
                                result.bytes.put(speaker, bytes);
                            }
                        });
                        result.means.put(group.rank(), values(mean));
                    }
                })
                .requireReturned();
        return result;
    }

    private static ServerMean server(Group group, String up, Optional<String> down) {
        return new ServerMean(
                group,
                LAYOUT,
                1,
                Codecs.parse(up),
                down.map(Codecs::parse),
                down.isPresent() ? ErrorFeedback::new : (arena, counts) -> new NoMemory());
    }

    private static void fill(FlatTensors said, int speaker, long round) {
        RandomStream.of(5, Purpose.TEST, speaker, round, 0).fillNormal(said.memory(0), 0, 1);
    }

    private static float[] values(FlatTensors tensors) {
        return tensors.memory(0).toArray(ValueLayout.JAVA_FLOAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "topk(0.1)", "qsgd(3)", "randk(0.2)"})
    void theMeanIsThatOfWhatWasHeardWhereverTheSpeakersAreAtHome(String codec) {
        int[] speakers = {0, 2, 3, 5};
        Round alone = round(1, codec, speakers);
        assertThat(alone.heard.keySet()).containsExactly(0, 2, 3, 5);
        for (int i = 0; i < SIZE; i++) {
            int at = i;
            double mean = alone.heard.values().stream()
                    .mapToDouble(values -> values[at])
                    .average()
                    .orElseThrow();
            assertThat(alone.means.get(0)[i]).isCloseTo((float) mean, within(1e-5f));
        }
        for (int nodes : new int[] {2, 3, 6}) {
            Round together = round(nodes, codec, speakers);
            assertThat(together.means).hasSize(nodes);
            together.means.values().forEach(mean -> assertThat(mean).containsExactly(alone.means.get(0)));
            together.heard.forEach((speaker, values) -> assertThat(values).containsExactly(alone.heard.get(speaker)));
            assertThat(together.bytes).isEqualTo(alone.bytes);
        }
    }

    @Test
    void aSpeakersBytesAreThoseOfItsCode() {
        assertThat(round(2, "f32", new int[] {1, 4}).bytes).containsOnly(Map.entry(1, 1200L), Map.entry(4, 1200L));
    }

    @Test
    void whatTheServerSaidAndKeptIsTheSumOfAllMeans() {
        int rounds = 30;
        double[] came = new double[SIZE];
        Map<Integer, double[]> said = new TreeMap<>(Map.of(0, new double[SIZE], 1, new double[SIZE]));
        SimulatedGroup.of(2)
                .run(group -> {
                    try (FlatTensors mean = FlatTensors.zeros(LAYOUT);
                            ServerMean server = server(group, "f32", Optional.of("topk(0.05)"))) {
                        for (int round = 0; round < rounds; round++) {
                            server.mean(mean, round, Votes.NONE, new int[] {0, 1}, s -> s, new Constant(round));
                            add(values(mean), 1, said.get(group.rank()));
                        }
                    }
                })
                .requireReturned();
        try (FlatTensors spoken = FlatTensors.zeros(LAYOUT)) {
            for (int round = 0; round < rounds; round++) {
                for (int speaker = 0; speaker < 2; speaker++) {
                    fill(spoken, speaker, round);
                    add(values(spoken), 0.5, came);
                }
            }
        }
        assertThat(said.get(0)).containsExactly(said.get(1));
        double kept = 0;
        for (int i = 0; i < SIZE; i++) {
            kept += Math.pow(came[i] - said.get(0)[i], 2);
        }
        // Top-k of one in twenty with error feedback keeps back about twenty rounds' worth, and never more than all.
        assertThat(Math.sqrt(kept)).isLessThan(20 * Math.sqrt(SIZE / 2.0)).isPositive();
    }

    private record Constant(long round) implements ServerMean.Speaker {
        @Override
        public void say(int speaker, FlatTensors said) {
            fill(said, speaker, round);
        }

        @Override
        public void heard(int speaker, FlatTensors decoded, long bytes) {}
    }

    private static void add(float[] values, double factor, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    @Test
    void onlyTheServerHearsMoreThanVotes() {
        Map<Integer, Long> sent = new ConcurrentSkipListMap<>();
        SimulatedGroup.of(3)
                .run(group -> {
                    try (FlatTensors mean = FlatTensors.zeros(LAYOUT);
                            ServerMean server = server(group, "f32", Optional.empty())) {
                        Votes own = new Votes(group.rank() == 2, group.rank() == 1);
                        Votes all = server.mean(mean, 0, own, new int[] {0, 1, 2}, s -> s, new Constant(0));
                        assertThat(all).isEqualTo(new Votes(true, true));
                        sent.put(group.rank(), group.traffic().sent().get(Kind.DENSE));
                    }
                })
                .requireReturned();
        long section = 1200 + 1 + 1 + 2 + 2;
        assertThat(sent).containsExactly(Map.entry(0, 2 * section), Map.entry(1, section), Map.entry(2, section));
    }

    @Test
    void aRoundThatBreaksIsHeardByNobody() {
        Map<Integer, Integer> heard = new ConcurrentSkipListMap<>();
        SimulatedGroup.of(3).run(group -> {
            if (group.rank() == 2) {
                group.abort("it wants no more");
                return;
            }
            try (FlatTensors mean = FlatTensors.zeros(LAYOUT);
                    ServerMean server = server(group, "topk(0.1)", Optional.empty())) {
                assertThatThrownBy(() ->
                                server.mean(mean, 0, Votes.NONE, new int[] {0, 1, 2}, s -> s, new ServerMean.Speaker() {
                                    @Override
                                    public void say(int speaker, FlatTensors said) {
                                        heard.putIfAbsent(speaker, 0);
                                        fill(said, speaker, 0);
                                    }

                                    @Override
                                    public void heard(int speaker, FlatTensors decoded, long bytes) {
                                        heard.merge(speaker, 1, Integer::sum);
                                    }
                                }))
                        .isInstanceOf(PeerFailureException.class);
            }
        });
        assertThat(heard).containsExactly(Map.entry(0, 0), Map.entry(1, 0));
    }
}
