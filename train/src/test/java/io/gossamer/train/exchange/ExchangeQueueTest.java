package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExchangeQueueTest {
    /** 4 MB, which take about two seconds on a link of 20 Mbit/s. */
    private static final FlatLayout LAYOUT = FlatLayout.of(List.of("x"), List.of(new long[] {1 << 20}));

    private static final double NANOS = 1e9;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static SimulatedGroup slow(int nodes, FaultSchedule faults) {
        return new SimulatedGroup(nodes, 1, "20mbit,5ms", faults, Duration.ofSeconds(5));
    }

    private static FlatTensors filled(float value) {
        FlatTensors tensors = FlatTensors.zeros(LAYOUT);
        tensors.fill(value);
        return tensors;
    }

    private static float first(FlatTensors tensors) {
        return tensors.memory(0).get(ValueLayout.JAVA_FLOAT, 0);
    }

    @Test
    void severalAreUnderWayWhileTheNodeDoesSomethingElse() {
        slow(2, FaultSchedule.NONE)
                .run(group -> {
                    try (FlatTensors one = filled(group.rank());
                            FlatTensors other = filled(10 * group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT);
                            ExchangeQueue queue = new ExchangeQueue(group.world())) {
                        long from = group.world().nanoTime();
                        var first = queue.begin(mean, one, 0, new Votes(group.rank() == 1, false));
                        var second = queue.begin(mean, other, 1, Votes.NONE);
                        queue.computing();
                        group.world().sleep(Duration.ofSeconds(3));
                        assertThatThrownBy(second::await).isInstanceOf(IllegalStateException.class);
                        assertThat(first.await()).isEqualTo(new Votes(true, false));
                        assertThat(second.await()).isEqualTo(Votes.NONE);
                        double seconds = (group.world().nanoTime() - from) / NANOS;
                        assertThat(first(one)).isEqualTo(0.5f);
                        assertThat(first(other)).isEqualTo(5f);
                        // Of two times 1.7 s at the least, three were slept through.
                        assertThat(seconds).isBetween(3.3, 3.9);
                        assertThat(queue.hiddenNanos() / NANOS).isBetween(2.9, 3.1);
                        assertThat(queue.waitedNanos() / NANOS).isBetween(seconds - 3.1, seconds - 2.9);
                    }
                })
                .requireReturned();
    }

    @Test
    void whatIsAwaitedBeforeTheNodeComputesHidesNothing() {
        slow(2, FaultSchedule.NONE)
                .run(group -> {
                    try (FlatTensors x = filled(group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT);
                            ExchangeQueue queue = new ExchangeQueue(group.world())) {
                        queue.computing();
                        var underWay = queue.begin(mean, x, 0, Votes.NONE);
                        // As where another process has the processor.
                        group.world().sleep(Duration.ofMillis(500));
                        underWay.await();
                        assertThat(queue.hiddenNanos()).isZero();
                        assertThat(queue.waitedNanos() / NANOS).isGreaterThan(1);
                    }
                })
                .requireReturned();
    }

    @Test
    void onceSettledTheGroupIsFreeAndTheResultsWait() {
        slow(3, FaultSchedule.NONE)
                .run(group -> {
                    try (FlatTensors x = filled(group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT);
                            ExchangeQueue queue = new ExchangeQueue(group.world())) {
                        var underWay = queue.begin(mean, x, 0, new Votes(false, group.rank() == 2));
                        assertThat(queue.settle()).isEqualTo(new Votes(false, true));
                        group.barrier();
                        assertThat(queue.settle()).isEqualTo(Votes.NONE);
                        assertThat(underWay.await()).isEqualTo(Votes.NONE);
                        assertThat(first(x)).isEqualTo(1f);
                    }
                })
                .requireReturned();
    }

    @Test
    void aLostPeerIsToldToWhoAwaitsAndToWhoComesLater() {
        List<PeerFailureException> told = new ArrayList<>();
        var result = slow(3, FaultSchedule.of(new Fault.Kill(Duration.ofSeconds(1), "worker-2")))
                .run(group -> {
                    try (FlatTensors one = filled(group.rank());
                            FlatTensors other = filled(group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT);
                            ExchangeQueue queue = new ExchangeQueue(group.world())) {
                        var first = queue.begin(mean, one, 0, Votes.NONE);
                        var second = queue.begin(mean, other, 1, Votes.NONE);
                        group.world().sleep(Duration.ofSeconds(2));
                        assertThatThrownBy(queue::settle).isInstanceOf(PeerFailureException.class);
                        for (var underWay : List.of(first, second)) {
                            assertThatThrownBy(underWay::await)
                                    .isInstanceOfSatisfying(PeerFailureException.class, told::add);
                        }
                    }
                });
        assertThat(result.outcome("worker-0")).isInstanceOf(Outcome.Returned.class);
        assertThat(result.outcome("worker-1")).isInstanceOf(Outcome.Returned.class);
        assertThat(told).hasSize(4).allMatch(lost -> lost.rank() == 2);
    }

    @Test
    void whatWasMadeForOtherMembersComesToNothingAndTheNextIsMade() {
        slow(2, FaultSchedule.NONE)
                .run(group -> {
                    try (FlatTensors x = filled(group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT);
                            ExchangeQueue queue = new ExchangeQueue(group.world())) {
                        var nothing = queue.begin(new ForOthers(), x, 0, Votes.NONE);
                        var next = queue.begin(mean, x, 1, Votes.NONE);
                        assertThat(queue.settle()).isEqualTo(Votes.NONE);
                        assertThatThrownBy(nothing::await).isInstanceOf(ViewChangedException.class);
                        next.await();
                        assertThat(first(x)).isEqualTo(0.5f);
                    }
                })
                .requireReturned();
    }

    @Test
    void closingWaitsForWhatIsUnderWay() {
        boolean[] ended = new boolean[2];
        slow(2, FaultSchedule.NONE)
                .run(group -> {
                    try (FlatTensors x = filled(group.rank());
                            AllReduceMean mean = new AllReduceMean(group, LAYOUT)) {
                        try (ExchangeQueue queue = new ExchangeQueue(group.world())) {
                            queue.begin(mean, x, 0, Votes.NONE);
                        }
                        ended[group.rank()] = first(x) == 0.5f;
                    }
                })
                .requireReturned();
        assertThat(ended).containsOnly(true);
    }

    private static final class ForOthers implements Exchange {
        @Override
        public Votes mean(FlatTensors tensors, long step, Votes votes) {
            throw new ViewChangedException();
        }

        @Override
        public void visitState(StateVisitor visitor) {}

        @Override
        public void close() {}
    }
}
