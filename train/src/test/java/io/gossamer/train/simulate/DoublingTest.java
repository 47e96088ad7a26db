package io.gossamer.train.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.train.transcript.Act;
import io.gossamer.train.transcript.Operation;
import io.gossamer.train.transcript.Size;
import io.gossamer.train.transcript.Transcript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What nodes say to each other has one length for each pair: it must come through whole, over few lines. */
class DoublingTest {
    private record Line(int from, int to) {}

    /** Node s says s + 1 bytes to all, or s + 7 r + 1 to node r. */
    private static Words words(int nodes, boolean toEach) {
        List<List<Act>> speakers = IntStream.range(0, nodes)
                .mapToObj(speaker -> List.of(new Act(0, toEach ? each(speaker, nodes) : all(speaker))))
                .toList();
        return new Words(new Transcript.Step(speakers), 0, nodes);
    }

    private static Operation all(int speaker) {
        return new Operation.AllGather(new Size(speaker + 1, 0, 0));
    }

    private static Operation each(int speaker, int nodes) {
        return new Operation.AllToAll(IntStream.range(0, nodes)
                .mapToObj(receiver -> new Size(speaker + 7L * receiver + 1, 0, 0))
                .toList());
    }

    /** What all nodes send, by line; what they expect must be the same. */
    private static Map<Line, List<Long>> go(Way way, int nodes) throws Exception {
        Map<Line, List<Long>> sent = new TreeMap<>(
                (a, b) -> a.from == b.from ? Integer.compare(a.to, b.to) : Integer.compare(a.from, b.from));
        Map<Line, List<Long>> expected = new TreeMap<>(((TreeMap<Line, List<Long>>) sent).comparator());
        for (int i = 0; i < nodes; i++) {
            int node = i;
            way.go(node, new Moves() {
                @Override
                public void send(int to, long bytes) {
                    sent.computeIfAbsent(new Line(node, to), line -> new ArrayList<>())
                            .add(bytes);
                }

                @Override
                public void receive(int from, long bytes) {
                    expected.computeIfAbsent(new Line(from, node), line -> new ArrayList<>())
                            .add(bytes);
                }
            });
        }
        assertThat(sent).isEqualTo(expected);
        return sent;
    }

    @Property(tries = 60)
    void everybodyHearsEachOtherOnce(@ForAll @IntRange(min = 2, max = 60) int nodes) throws Exception {
        Words words = words(nodes, false);
        long[] heard = new long[nodes];
        go(new DoublingGather(words), nodes)
                .forEach((line, messages) -> heard[line.to] +=
                        messages.stream().mapToLong(Long::longValue).sum());
        for (int node = 0; node < nodes; node++) {
            int own = node;
            assertThat(heard[node])
                    .isEqualTo(IntStream.range(0, nodes)
                            .filter(other -> other != own)
                            .mapToLong(other -> words.bytes(other, own))
                            .sum());
        }
    }

    @Property(tries = 60)
    void whatIsForANodeTravelsByTheBitsOfItsDistance(@ForAll @IntRange(min = 2, max = 40) int nodes) throws Exception {
        Words words = words(nodes, true);
        Map<Line, Long> travelled = new TreeMap<>(
                (a, b) -> a.from == b.from ? Integer.compare(a.to, b.to) : Integer.compare(a.from, b.from));
        for (int from = 0; from < nodes; from++) {
            for (int places = 1; places < nodes; places++) {
                int at = from;
                for (int hop = 1; hop < nodes; hop *= 2) {
                    if ((places & hop) != 0) {
                        Line line = new Line(at, (at + hop) % nodes);
                        travelled.merge(line, words.bytes(from, (from + places) % nodes), Long::sum);
                        at = line.to;
                    }
                }
                assertThat(at).isEqualTo((from + places) % nodes);
            }
        }
        Map<Line, List<Long>> sent = go(new DoublingSwap(words), nodes);
        sent.forEach((line, messages) -> assertThat(messages).singleElement().isEqualTo(travelled.get(line)));
        assertThat(sent.keySet()).isEqualTo(travelled.keySet());
    }

    @Property(tries = 60)
    void whatIsAlikeIsCountedAlike(@ForAll @IntRange(min = 3, max = 60) int nodes) throws Exception {
        Operation same = new Operation.AllToAll(Collections.nCopies(nodes, new Size(30, 0, 0)));
        List<List<Act>> speakers = Collections.nCopies(3, List.of(new Act(0, same)));
        Words words = new Words(new Transcript.Step(speakers), 0, nodes);
        long hops = IntStream.range(1, nodes).mapToLong(Integer::bitCount).sum();
        long sent = go(new DoublingSwap(words), nodes).values().stream()
                .mapToLong(messages -> messages.getFirst())
                .sum();
        assertThat(sent).isEqualTo(nodes * hops * words.bytes(0, 1));
    }

    @Property(tries = 30)
    void otherWaysAgreeToo(@ForAll @IntRange(min = 2, max = 20) int nodes) throws Exception {
        assertThat(go(new DirectWay(words(nodes, true)), nodes)).hasSize(nodes * (nodes - 1));
        assertThat(go(new RingWay(words(nodes, false)), nodes)).hasSize(nodes);
    }
}
