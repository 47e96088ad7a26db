package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.FaultSchedule.Mix;
import io.gossamer.net.simulation.SeedSweep;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.state.SimpleHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Typed, quantised and several operations at once while members are killed, stopped, started and come late. */
class ElasticChurnTest {
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final List<String> NAMES = ElasticMembers.names(5);
    private static final Duration HORIZON = Duration.ofSeconds(3);
    private static final Mix CHURN = Mix.NONE
            .with(FaultSchedule.Kind.KILL, 1)
            .with(FaultSchedule.Kind.POWER_LOSS, 1)
            .with(FaultSchedule.Kind.CRASH, 1)
            .with(FaultSchedule.Kind.JOIN, 1)
            .with(FaultSchedule.Kind.FREEZE, 1)
            .with(FaultSchedule.Kind.DELAY, 1);
    private static final int STEPS = 20;
    private static final int SHORT = 101;
    private static final int LONG = 5003;
    private static final int AT_ONCE = 6;

    /** They are the same in all runs: making them takes longer than sending them. */
    private static final Map<List<Object>, MemorySegment> INPUTS = new ConcurrentHashMap<>();

    private static final Map<List<Object>, MemorySegment> EXPECTED = new ConcurrentHashMap<>();

    @Test
    void survivorsHaveTheSameBitsWhoeverIsLostOrComesWhenever() throws InterruptedException {
        SeedSweep.Seeds seeds = SeedSweep.Seeds.fresh(200);
        System.out.println("ElasticChurnTest: " + seeds);
        new SeedSweep(NAMES, HORIZON, CHURN).run(seeds, (seed, faults) -> new Run(seed, faults).requireAgreement());
    }

    /** Members that do one operation after the other, and know what must come out of those that are exact. */
    private static final class Run {
        /** By run and step: what members had then. */
        final Map<String, Map<String, Long>> digests = new TreeMap<>();

        /** What those who were lost did last need not count for the others. */
        final Map<String, String> last = new TreeMap<>();

        final Set<String> finished = new TreeSet<>();
        final FaultSchedule faults;
        final ElasticMembers members;

        Run(long seed, FaultSchedule faults) {
            this.faults = faults;
            this.members = new ElasticMembers(seed, LINK, faults, NAMES, this::work);
        }

        private void work(ElasticGroup group, SimulatedWorld world) throws InterruptedException {
            String name = world.node().name() + world.incarnation();
            long[] state = agree(group, new long[] {0, 0, name.hashCode()});
            while (state[0] < STEPS) {
                long digest = step(group, (int) state[0]);
                state = new long[] {state[0] + 1, state[1] * 31 + digest, state[2]};
                String moment = "step " + state[0] + " of " + state[2];
                digests.computeIfAbsent(moment, key -> new TreeMap<>()).put(name, state[1]);
                last.put(name, moment);
                if (state[0] % 2 == 0 && group.admit()) {
                    state = agree(group, state);
                }
            }
            group.barrier();
            finished.add(name);
        }

        /** Step, digest and run of the first of those that are furthest. */
        private static long[] agree(ElasticGroup group, long[] state) throws InterruptedException {
            long[][] all = group.exchange(state);
            long[] furthest = all[0];
            for (long[] other : all) {
                furthest = other[0] > furthest[0] ? other : furthest;
            }
            return furthest;
        }

        private static long step(ElasticGroup group, int step) throws InterruptedException {
            return switch (step % 4) {
                case 0 -> oneByOne(group, List.of(dense(group, step, LONG), dense(group, step, SHORT)));
                case 1 -> oneByOne(group, List.of(quantised(group, step)));
                case 2 -> chunks(group, step);
                default -> together(group, step);
            };
        }

        void requireAgreement() {
            members.requireEnded();
            digests.forEach((moment, byName) -> assertThat(byName.entrySet().stream()
                            .filter(entry ->
                                    finished.contains(entry.getKey()) || !moment.equals(last.get(entry.getKey())))
                            .map(Map.Entry::getValue)
                            .distinct())
                    .as("%s: %s", moment, byName)
                    .hasSizeLessThan(2));
            // Who stands still while others want to meet it may be shut out; who comes after the end is told so.
            List<String> frozen = faults.faults().stream()
                    .filter(Fault.Freeze.class::isInstance)
                    .map(fault -> ((Fault.Freeze) fault).node())
                    .toList();
            members.failures.forEach((name, failure) -> {
                if (!failure.getMessage().contains("the group is over")) {
                    assertThat(frozen).as(failure.toString()).contains(name);
                }
            });
            assertThat(finished).isNotEmpty();
        }
    }

    private static AllReduce dense(ElasticGroup group, int step, int elements) {
        ElementType type = ElementType.values()[step % ElementType.values().length];
        Operator operator = Operator.values()[step % Operator.values().length];
        MemorySegment source = Expected.copy(input(type, elements, group.number()));
        return AllReduce.dense(source, target(source, step), new Reduction(type, operator), Kind.DENSE);
    }

    private static AllReduce quantised(ElasticGroup group, int step) {
        MemorySegment source = Expected.copy(input(ElementType.FLOAT32, LONG, group.number()));
        Quantiser quantiser = step % 8 == 1 ? new Quantiser.MinMax(8) : new Quantiser.ZeroPointScale(16);
        RandomStream random = RandomStream.of(1, Purpose.CODEC, group.number(), step, 0);
        return AllReduce.quantised(source, target(source, step / 2), Reduction.FLOAT32_SUM, quantiser, random);
    }

    private static MemorySegment target(MemorySegment source, int step) {
        return step % 2 == 0 ? source : Arena.ofAuto().allocate(source.byteSize(), Long.BYTES);
    }

    private static long oneByOne(ElasticGroup group, List<AllReduce> operations) throws InterruptedException {
        long digest = 0;
        for (AllReduce operation : operations) {
            unharmed(List.of(operation), () -> ElasticMembers.reduce(group, operation));
            digest = 31 * digest + digest(operation, group.contributors());
        }
        return digest;
    }

    private static long together(ElasticGroup group, int step) throws InterruptedException {
        List<AllReduce> operations = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            operations.add(i % 3 == 1 ? quantised(group, step + i) : dense(group, step + i, i == 3 ? SHORT : LONG));
        }
        List<List<Integer>> contributors = new ArrayList<>();
        unharmed(operations, () -> contributors.addAll(group.allReduceMany(operations, 1 + step % 5)));
        long digest = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            digest = 31 * digest + digest(operations.get(i), contributors.get(i));
        }
        return digest;
    }

    private interface Operation {
        Object run() throws InterruptedException;
    }

    /** If it fails, all sources are as they were, those that are targets too. */
    private static void unharmed(List<AllReduce> operations, Operation operation) throws InterruptedException {
        List<MemorySegment> before =
                operations.stream().map(one -> Expected.copy(one.source())).toList();
        boolean done = false;
        try {
            operation.run();
            done = true;
        } catch (PeerFailureException e) {
            for (int i = 0; i < before.size(); i++) {
                assertThat(operations.get(i).source().mismatch(before.get(i))).isNegative();
            }
            throw e;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!operations.get(i).source().equals(operations.get(i).target())) {
                assertThat(done && operations.get(i).source().mismatch(before.get(i)) < 0)
                        .isTrue();
            }
        }
    }

    /** Of what came out and whom it is from. What is exact must be what these bring, in the stated order. */
    private static long digest(AllReduce operation, List<Integer> contributors) {
        MemorySegment result = operation.target();
        Reduction reduction = operation.reduction();
        if (operation.encoding() instanceof AllReduce.Encoding.Dense) {
            int elements = (int) reduction.type().elements(result);
            assertThat(result.mismatch(expected(reduction, elements, contributors)))
                    .as("%s of %d from %s", reduction.label(), elements, contributors)
                    .isNegative();
        }
        return 31L * SimpleHash.of(result) + contributors.hashCode();
    }

    private static MemorySegment expected(Reduction reduction, int elements, List<Integer> contributors) {
        return EXPECTED.computeIfAbsent(List.of(reduction, elements, contributors), key -> {
            List<MemorySegment> inputs = contributors.stream()
                    .map(number -> input(reduction.type(), elements, number))
                    .toList();
            long bytes = (long) elements * reduction.type().bytes();
            Algorithm algorithm = new Selector.BySize().choose(bytes, contributors.size());
            return Expected.allReduce(algorithm, reduction, inputs);
        });
    }

    private static MemorySegment input(ElementType type, int elements, int number) {
        return INPUTS.computeIfAbsent(List.of(type, elements, number), key -> Expected.array(type, elements, number));
    }

    /** Whoever finds that others are in than those for whom the array is cut cuts it anew. */
    private static long chunks(ElasticGroup group, int step) throws InterruptedException {
        ElementType type = ElementType.values()[step % ElementType.values().length];
        while (true) {
            MemorySegment values = Expected.copy(input(type, LONG, group.number()));
            group.reduceScatter(values, values, new Reduction(type, Operator.SUM), Kind.DENSE);
            List<Integer> members = group.contributors();
            try {
                group.allGatherChunks(values, type, Kind.DENSE, members);
                assertThat(group.contributors()).isEqualTo(members);
                return 31L * SimpleHash.of(values) + members.hashCode();
            } catch (ViewChangedException e) {
                assertThat(group.contributors()).isNotEmpty();
            }
        }
    }

    /** The coordinator is lost for good, so nothing more can be done once a member is missing. */
    @Test
    void whatCannotBeDoneLeavesAllInputsAsTheyWere() {
        for (long seed = 0; seed < 40; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 17, 0);
            Duration at = Duration.ofMillis(400).plusNanos((long) (random.nextDouble() * 1e9));
            FaultSchedule faults = FaultSchedule.of(
                    new Fault.Kill(at, ElasticMembers.COORDINATOR), new Fault.Kill(at.plusMillis(1), "member2"));
            int first = random.nextInt(4);
            Set<String> unharmed = new TreeSet<>();
            ElasticMembers members = new ElasticMembers(seed, LINK, faults, ElasticMembers.names(3), (group, world) -> {
                ElasticMembers.await(group, 3);
                assertThatThrownBy(() -> inPlaceForEver(group, first)).isInstanceOf(PeerFailureException.class);
                assertThatThrownBy(group::barrier).isInstanceOf(PeerFailureException.class);
                assertThatThrownBy(group::admit).isInstanceOf(PeerFailureException.class);
                unharmed.add(world.node().name());
            });
            members.requireEnded();
            assertThat(unharmed).as("seed %d: %s", seed, faults).containsExactly("member0", "member1");
        }
    }

    private static void inPlaceForEver(ElasticGroup group, int first) throws InterruptedException {
        for (int i = first; ; i++) {
            // Even steps are in place.
            List<AllReduce> operations =
                    List.of(dense(group, 2 * i, 9 * LONG), quantised(group, 4 * i), dense(group, 2 * i + 2, SHORT));
            switch (i % 4) {
                case 0 -> unharmed(operations, () -> group.allReduceMany(operations, 2));
                case 1 -> unharmed(operations.subList(0, 1), () -> ElasticMembers.reduce(group, operations.getFirst()));
                case 2 -> unharmed(operations.subList(1, 2), () -> ElasticMembers.reduce(group, operations.get(1)));
                default -> {
                    MemorySegment values = operations.getFirst().source();
                    Reduction reduction = operations.getFirst().reduction();
                    unharmed(
                            operations.subList(0, 1), () -> group.reduceScatter(values, values, reduction, Kind.DENSE));
                }
            }
        }
    }

    /** Of what a member that is lost had contributed to, some count, and the rest is from those who are left. */
    @Test
    void whatAllHaveWholeCountsAndTheRestIsDoneAgain() {
        Map<String, List<List<Integer>>> contributors = new TreeMap<>();
        FaultSchedule faults = FaultSchedule.parse("kill member2 at 1500ms");
        ElasticMembers members = new ElasticMembers(1, LINK, faults, ElasticMembers.names(3), (group, world) -> {
            ElasticMembers.await(group, 3);
            List<AllReduce> operations = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                operations.add(dense(group, 0, LONG));
            }
            contributors.put(world.node().name(), group.allReduceMany(operations, 8));
            group.barrier();
        });
        members.requireEnded();
        assertThat(members.failures).isEmpty();
        assertThat(contributors).containsOnlyKeys("member0", "member1");
        assertThat(contributors.get("member0")).isEqualTo(contributors.get("member1"));
        assertThat(contributors.get("member0").stream().map(List::size))
                .hasSize(300)
                .containsOnly(2, 3);
    }
}
