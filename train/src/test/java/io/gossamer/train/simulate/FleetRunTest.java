package io.gossamer.train.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.job.Job;
import io.gossamer.train.transcript.Act;
import io.gossamer.train.transcript.Operation;
import io.gossamer.train.transcript.Recorder;
import io.gossamer.train.transcript.Size;
import io.gossamer.train.transcript.Transcript;
import io.gossamer.train.worker.TinyTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetRunTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static final Size DENSE = Size.of(40_000, Kind.DENSE);
    private static final int HEADER = 10;
    private static final Duration PASS = Duration.ofMillis(100);

    private static Fleet fleet(int nodes, Collective collective) {
        return new Fleet(nodes, Link.parse("20mbit,10ms"), PASS, 0, FaultSchedule.NONE, collective, 1);
    }

    private static Fleet with(Fleet fleet, double stragglers, String faults) {
        return new Fleet(
                fleet.nodes(),
                fleet.link(),
                fleet.pass(),
                stragglers,
                FaultSchedule.parse(faults),
                fleet.collective(),
                fleet.seed());
    }

    /** All nodes do the same in each step. */
    private static Transcript transcript(int nodes, int steps, Operation... operations) {
        List<Act> acts = Arrays.stream(operations)
                .map(operation -> new Act(operation.equals(operations[0]) ? 1 : 0, operation))
                .toList();
        return new Transcript(
                "some", nodes, Collections.nCopies(steps, new Transcript.Step(Collections.nCopies(3, acts))));
    }

    private static MethodCost run(Fleet fleet, int steps, Operation... operations) {
        return new FleetRun(fleet, transcript(fleet.nodes(), steps, operations), done -> {}).run(Map.of());
    }

    @Test
    void aRingSendsWhatItsFormulaSays() {
        int nodes = 7;
        MethodCost cost = run(fleet(nodes, Collective.RING), 3, new Operation.AllReduce(DENSE));
        // 10,000 elements in 7 chunks of less than 8 KiB, each in one frame.
        long all = 2L * (nodes - 1) * (DENSE.total() + nodes * HEADER);
        assertThat(cost.journeys())
                .containsExactly(new Journey("all-reduce", "ring", 3, 3L * 2 * nodes * (nodes - 1), 3 * all));
        assertThat(Arrays.stream(cost.nodes().sent()).sum()).isEqualTo(3 * all);
        assertThat(Arrays.stream(cost.nodes().received()).sum()).isEqualTo(3 * all);
        assertThat(cost.course().bytes()[2]).isCloseTo(3.0 * all / nodes, within(1e-6));
    }

    private static MethodCost overlapped(Fleet fleet, int steps, int overlap, Operation operation) {
        List<Act> acts = List.of(new Act(1, operation, overlap), new Act(0, new Operation.Silence()));
        Transcript transcript = new Transcript(
                "some", fleet.nodes(), Collections.nCopies(steps, new Transcript.Step(Collections.nCopies(3, acts))));
        return new FleetRun(fleet, transcript, done -> {}).run(Map.of());
    }

    @Test
    void whatIsSaidBesideComputingCostsNoTimeUntilItTakesLonger() {
        Fleet fleet = fleet(4, Collective.RING);
        Operation small = new Operation.AllReduce(Size.of(4_000, Kind.DENSE));
        double computing = 10 * 0.1;
        double blocking = overlapped(fleet, 10, 0, small).seconds();
        double beside = overlapped(fleet, 10, 1, small).seconds();
        // Six hops of 10 ms and more each in every step; beside, only those of the last.
        assertThat(blocking).isBetween(computing + 10 * 0.06, computing + 10 * 0.08);
        assertThat(beside).isBetween(computing + 0.06, computing + 0.08);
        assertThat(overlapped(fleet, 10, 1, small).sentPerNode())
                .isEqualTo(overlapped(fleet, 10, 0, small).sentPerNode());
        // 1 MB takes 0.6 s and more on a ring at 20 Mbit/s: the line is what all wait for.
        Operation large = new Operation.AllReduce(Size.of(1_000_000, Kind.DENSE));
        double atLeast = 10 * 1.5 * 8e6 / 20e6;
        assertThat(overlapped(fleet, 10, 3, large).seconds())
                .isBetween(atLeast, overlapped(fleet, 10, 0, large).seconds() - 0.5);
    }

    /** 1,000 nodes of which some freeze and some have a thin line for a while, as the real method speaks. */
    @Test
    void aThousandNodesThatAreDisturbedComeToTheEndOfStreamingDiLoCo() throws Exception {
        int nodes = 1000;
        Job job = Job.builder()
                .task("digits")
                .model("mlp:16-16")
                .methods("streaming-diloco")
                .steps(8)
                .batch(10)
                .set("streaming-diloco", "sync-every", "6")
                .build();
        Transcript transcript;
        try (TinyTask task = new TinyTask()) {
            transcript = new Recorder(job, nodes, folder, done -> {}).listen("streaming-diloco", task);
        }
        Fleet quiet = fleet(nodes, Collective.AUTO);
        MethodCost undisturbed = new FleetRun(quiet, transcript, done -> {}).run(Map.of());
        Fleet fleet = with(quiet, 0.1, "freeze node17 for 3s at 1s; throttle node500 1mbit for 10s at 1s");
        MethodCost disturbed = new FleetRun(fleet, transcript, done -> {}).run(Map.of());
        assertThat(disturbed.steps()).isEqualTo(8);
        assertThat(disturbed.sentPerNode()).isEqualTo(undisturbed.sentPerNode());
        assertThat(disturbed.seconds()).isGreaterThan(undisturbed.seconds());
    }

    @Test
    void aTreeSendsWhatItsFormulaSays() {
        int nodes = 13;
        MethodCost cost = run(fleet(nodes, Collective.TREE), 1, new Operation.AllReduce(DENSE));
        int pieces = 5;
        assertThat(cost.journeys())
                .containsExactly(new Journey(
                        "all-reduce",
                        "tree",
                        1,
                        2L * (nodes - 1) * pieces,
                        2L * (nodes - 1) * (DENSE.total() + pieces * HEADER)));
    }

    @ParameterizedTest
    @EnumSource(Collective.class)
    void everyNodeHearsEveryOtherWhicheverWay(Collective collective) {
        int nodes = 11;
        Size said = new Size(700, 80, 30);
        int mixedHeader = 18;
        MethodCost cost = run(fleet(nodes, collective), 2, new Operation.AllGather(said));
        assertThat(cost.nodes().received()).containsOnly(2 * (nodes - 1) * (810L + mixedHeader));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void whatIsForAServerComesToTheServerAlone(int nodes) {
        Size word = Size.of(5_000, Kind.DENSE);
        Size vote = Size.of(20, Kind.CONTROL);
        MethodCost cost = run(fleet(nodes, Collective.AUTO), 1, new Operation.AllToAll(List.of(word, vote, vote)));
        long toServer = (nodes - 1) * (word.total() + HEADER);
        long votes = (nodes - 1L) * (nodes - 1) * (vote.total() + HEADER);
        long hops = cost.journeys().getFirst().bytes();
        if (nodes == 10) {
            assertThat(cost.nodes().received()[0]).isEqualTo(toServer);
            assertThat(hops).isEqualTo(toServer + votes);
        } else {
            // What travels over other nodes is counted on each way.
            assertThat(cost.nodes().received()[0]).isGreaterThan(toServer).isLessThan(2 * toServer);
            assertThat(hops).isBetween(toServer + votes, 7 * (toServer + votes));
        }
    }

    @Test
    void oneRoundOfComputingAndTellingTakesBoth() {
        // All send 9 messages of 10,010 bytes at 400 ns a byte, then the last bit travels.
        MethodCost cost = run(fleet(10, Collective.DIRECT), 1, new Operation.AllGather(Size.of(10_000, Kind.DENSE)));
        assertThat(cost.seconds()).isCloseTo(0.1 + 9 * 10_010 * 400e-9 + 0.01, within(1e-6));
        assertThat(cost.computingShare()).isCloseTo(0.1 / cost.seconds(), within(1e-6));
        assertThat(cost.idleShare()).isCloseTo(1 - cost.computingShare(), within(1e-9));
        assertThat(cost.sendingShare()).isCloseTo(9 * 10_010 * 400e-9 / cost.seconds(), within(1e-6));
    }

    @Test
    void aRunIsAFunctionOfItsSeed() {
        Fleet fleet = with(fleet(30, Collective.AUTO), 0.3, "lose node3 5%; reorder node4 10% by 30ms");
        Operation[] said = {new Operation.AllReduce(DENSE), new Operation.AllGather(DENSE)};
        MethodCost once = run(fleet, 5, said);
        MethodCost again = run(fleet, 5, said);
        assertThat(again).usingRecursiveComparison().isEqualTo(once);
        Fleet other = new Fleet(30, fleet.link(), PASS, 0.3, fleet.faults(), Collective.AUTO, 2);
        assertThat(run(other, 5, said).nodes().computing())
                .isNotEqualTo(once.nodes().computing());
    }

    @Test
    void stragglersKeepTheOthersIdle() {
        MethodCost alike = run(fleet(40, Collective.AUTO), 10, new Operation.AllReduce(DENSE));
        MethodCost different = run(with(fleet(40, Collective.AUTO), 0.5, ""), 10, new Operation.AllReduce(DENSE));
        assertThat(different.seconds()).isGreaterThan(1.5 * alike.seconds());
        assertThat(different.idleShare()).isGreaterThan(alike.idleShare());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slow node2 x5 for 1s at 0.2s",
                "freeze node2 for 700ms at 0.3s",
                "partition node0,node1 | node2 for 600ms at 0.3s",
                "delay node2 200ms for 1s at 0.2s",
                "throttle node2 1mbit for 1s at 0.2s",
                "lose node2 80% for 1s at 0.2s",
                "join node2 at 1s"
            })
    void mostFaultsCostTimeAndNoMore(String fault) {
        Fleet fleet = fleet(5, Collective.AUTO);
        MethodCost before = run(fleet, 8, new Operation.AllReduce(DENSE));
        MethodCost after = run(with(fleet, 0, fault), 8, new Operation.AllReduce(DENSE));
        if (fault.startsWith("join")) {
            // The run begins with the last node.
            assertThat(after.seconds()).isCloseTo(before.seconds(), within(0.1));
        } else {
            assertThat(after.seconds()).isGreaterThan(before.seconds() + 0.1);
        }
        assertThat(Arrays.stream(after.nodes().sent()).sum())
                .isGreaterThanOrEqualTo(Arrays.stream(before.nodes().sent()).sum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill node3 at 0.5s", "poweroff node3 at 0.5s", "restart node3 at 0.5s"})
    void aFixedGroupEndsWithTheFirstNodeItLoses(String fault) {
        Fleet fleet = with(fleet(6, Collective.AUTO), 0, fault);
        assertThatThrownBy(() -> run(fleet, 20, new Operation.AllReduce(DENSE)))
                .isInstanceOf(GossamerException.class)
                .hasMessageStartingWith("node3 is lost")
                .hasMessageContaining(fault.substring(0, fault.indexOf(' ')))
                .hasMessageContaining("of its 20 steps");
    }

    @Test
    void whoDiesAfterTheEndIsNotMissed() {
        Fleet fleet = with(fleet(6, Collective.AUTO), 0, "kill node3 at 1h");
        assertThat(run(fleet, 2, new Operation.AllReduce(DENSE)).steps()).isEqualTo(2);
    }

    @Test
    void aFaultOfANodeThatDoesNotExistIsRefused() {
        Fleet fleet = with(fleet(6, Collective.AUTO), 0, "freeze node6 for 1s at 1s");
        assertThatThrownBy(() -> run(fleet, 2, new Operation.AllReduce(DENSE)))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("node6")
                .extracting(failure -> ((GossamerException) failure).hint())
                .asString()
                .contains("node0 to node5");
    }

    @Test
    void aFleetThatCannotBeIsRefused() {
        assertThatThrownBy(() -> fleet(1, Collective.AUTO)).hasMessageContaining("1 nodes");
        assertThatThrownBy(() -> fleet(5000, Collective.DIRECT)).hasMessageContaining("between each two");
        assertThatThrownBy(() -> with(fleet(5, Collective.AUTO), -1, "")).hasMessageContaining("differ");
    }
}
