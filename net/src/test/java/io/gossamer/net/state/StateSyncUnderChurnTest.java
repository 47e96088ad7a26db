package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.Group;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.FaultSchedule.Kind;
import io.gossamer.net.simulation.FaultSchedule.Mix;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SeedSweep;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.state.Offer.Part;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shared state of a group that lives on, while members are killed, stopped, started, lie and come late. */
class StateSyncUnderChurnTest {
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration HORIZON = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Link LINK = new Link(new Bandwidth(50e6), Duration.ofMillis(10), 0);
    private static final List<String> MEMBERS =
            IntStream.range(0, 5).mapToObj(i -> "member" + i).toList();
    private static final Mix CHURN = Mix.NONE
            .with(Kind.KILL, 1)
            .with(Kind.POWER_LOSS, 1)
            .with(Kind.JOIN, 2)
            .with(Kind.FREEZE, 1)
            .with(Kind.DELAY, 1);
    private static final int STEPS = 12;
    private static final Duration COMPUTING = Duration.ofMillis(300);
    private static final long[] LENGTHS = {100_000, 40_000, 5, 30_000};

    private static final long[] LARGE = {2 * Block.BYTES + 1, 40_000, 5, 300_000};

    /** The array that tells runs apart: another one begins once all members of one are killed. */
    private static final int FOUNDER = 2;

    @Test
    void survivorsHoldTheSameWhoeverIsKilledOrComesWhenever() throws InterruptedException {
        SeedSweep.Seeds seeds = SeedSweep.Seeds.fresh(200);
        System.out.println("StateSyncUnderChurnTest: " + seeds);
        new SeedSweep(MEMBERS, HORIZON, CHURN).run(seeds, (seed, faults) -> {
            Run run = new Run(seed, faults);
            run.requireAgreement();
            assertThat(frozen(faults)).as("seed %d: %s", seed, run.failures).containsAll(run.failures.keySet());
        });
    }

    /** It was once taken for the one for whom others waited in vain. */
    @Test
    void whoIsMetWhileOthersAreLostIsNotShutOut() {
        FaultSchedule faults = FaultSchedule.parse("delay member2 -> member0 817ms for 1831ms at 1528ms;"
                + "join member4 at 2171ms; kill member0 at 3047ms; poweroff member3 at 3527ms; join member1 at 3698ms");
        for (long seed = 0; seed < 5; seed++) {
            Run run = new Run(seed, faults);
            run.requireAgreement();
            assertThat(run.failures).isEmpty();
        }
    }

    /** Who stands still while others want to meet it may be shut out. */
    private static List<String> frozen(FaultSchedule faults) {
        return faults.faults().stream()
                .filter(Fault.Freeze.class::isInstance)
                .map(fault -> ((Fault.Freeze) fault).node())
                .toList();
    }

    @Test
    void aRunReplaysFromItsSeed() {
        FaultSchedule faults = FaultSchedule.random(3, MEMBERS, HORIZON, CHURN);
        assertThat(new Run(3, faults).result.traceHash()).isEqualTo(new Run(3, faults).result.traceHash());
    }

    @Test
    void whatHasComeBeforeAMemberIsLostNeedNotComeAgain() {
        long[] lengths = {12 * Block.BYTES, 40_000, 5, 300_000};
        Run run = new Run(5, FaultSchedule.parse("join member4 at 1s"), lengths, HONEST);
        run.requireAgreement();
        assertThat(run.finished).hasSize(5);
        assertThat(run.received.get("member4")).isEqualTo(12 * Block.BYTES + 340_005);
        assertThat(run.attempts.get("member4")).isEqualTo(1);

        // A round of 8 MiB is over by then, and one of 4 MiB, which takes 0.7 s, has begun.
        Duration midst = run.synchronised.get("member4").minusMillis(650);
        FaultSchedule faults = FaultSchedule.parse("join member4 at 1s; kill member1 at " + midst.toMillis() + "ms");
        Run disturbed = new Run(5, faults, lengths, HONEST);
        disturbed.requireAgreement();
        assertThat(disturbed.finished).hasSize(4);
        assertThat(disturbed.attempts.get("member4")).isGreaterThan(1);
        assertThat(disturbed.received.get("member4")).isEqualTo(run.received.get("member4"));
    }

    /** The others go on; who comes in later takes nothing more from it. */
    @Test
    void whoSendsWhatDoesNotFitItsHashHarmsNobody() {
        Run run = new Run(
                7,
                FaultSchedule.parse("join member4 at 1s"),
                LENGTHS,
                (name, group) -> name.equals("member0") ? Tampered.blocks(group, Tampered::other) : group);
        run.requireAgreement();
        assertThat(run.finished).hasSize(5);
        assertThat(run.attempts.get("member4"))
                .as("the accusation ends the view of the second")
                .isBetween(2, 3);
    }

    @Test
    void whoSaysWhatCannotBeReadIsShutOut() {
        Run run = new Run(
                6,
                FaultSchedule.NONE,
                LENGTHS,
                (name, group) -> name.equals("member0") ? Tampered.offers(group, Tampered::broken) : group);
        run.requireAgreement();
        assertThat(run.failures).containsOnlyKeys("member0");
        assertThat(run.failures.get("member0")).hasMessageContaining("most other members say that it breaks the rules");
        assertThat(run.finished).hasSize(4);
    }

    @Test
    void aMemberToWhichNothingComesIntactHasToGo() {
        Run run = new Run(
                8,
                FaultSchedule.parse("join member4 at 1s"),
                LENGTHS,
                (name, group) -> name.equals("member4") ? Tampered.incoming(group) : group);
        assertThat(run.failures).containsOnlyKeys("member4");
        assertThat(run.failures.get("member4")).hasMessageContaining("does not fit its hashes, whoever sends it");
        assertThat(run.finished).hasSize(4);
    }

    @Test
    void aRevisionTooManyIsShutOutAndTheOthersGoOn() {
        Run run = new Run(9, FaultSchedule.NONE, LENGTHS, HONEST) {
            @Override
            void beforeEach(String name, SampleState sample) {
                if (name.equals("member2") && sample.state().revision() == 5) {
                    sample.state().revision(7);
                }
            }
        };
        assertThat(run.failures).containsOnlyKeys("member2");
        assertThat(run.failures.get("member2")).hasMessageContaining("revision 7, where 5 comes next");
        assertThat(run.finished).hasSize(4);
    }

    /** As which a member sees its group. */
    private interface View {
        Group of(String name, Group group);
    }

    private static final View HONEST = (name, group) -> group;

    /** A coordinator, and members that change their states alike between one synchronisation and the next. */
    private static class Run {
        final long seed;
        final boolean erring;
        final long[] lengths;
        final SimulationResult result;
        /** By run, revision and name: what it held after a synchronisation. */
        final Map<String, Map<String, List<Integer>>> held = new TreeMap<>();

        final Map<String, Long> received = new HashMap<>();
        /** The most that one synchronisation took. */
        final Map<String, Integer> attempts = new HashMap<>();

        /** When each was synchronised first. */
        final Map<String, Duration> synchronised = new HashMap<>();

        final Set<String> finished = new TreeSet<>();
        final Map<String, GossamerException> failures = new TreeMap<>();

        /** Members err now and then. */
        Run(long seed, FaultSchedule faults) {
            this(seed, faults, seed % 5 == 0 ? LARGE : LENGTHS, HONEST, true);
        }

        Run(long seed, FaultSchedule faults, long[] lengths, View view) {
            this(seed, faults, lengths, view, false);
        }

        private Run(long seed, FaultSchedule faults, long[] lengths, View view, boolean erring) {
            this.seed = seed;
            this.lengths = lengths;
            this.erring = erring;
            Simulation simulation = new Simulation(
                    SimulationConfig.of(seed, LINK).withShuffling().withFaults(faults));
            simulation.addNode(COORDINATOR.host(), world -> {
                try (ViewCoordinator coordinator =
                        new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                    coordinator.run();
                }
            });
            for (String name : MEMBERS) {
                simulation.addNode(name, world -> live(world, name, view));
            }
            result = simulation.run(LIMIT);
        }

        void beforeEach(String name, SampleState sample) {}

        private void live(SimulatedWorld world, String name, View view) throws InterruptedException {
            JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
            try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request)) {
                work(world, view.of(name, group), name);
                group.barrier();
                finished.add(name);
            } catch (GossamerException e) {
                // Who comes after the end has missed nothing.
                if (!e.getMessage().contains("the group is over")) {
                    failures.put(name, e);
                }
            }
        }

        private void work(SimulatedWorld world, Group group, String name) throws InterruptedException {
            SampleState sample = new SampleState(name.hashCode(), lengths);
            StateSync sync = new StateSync(sample.state(), Part.POPULAR, 8 * Block.BYTES);
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, name.hashCode(), 13);
            while (true) {
                beforeEach(name, sample);
                SyncReport report = sync.run(group);
                synchronised.putIfAbsent(name, world.elapsed());
                received.merge(name, report.bytesReceived(), Long::sum);
                attempts.merge(name, report.attempts(), Math::max);
                String moment = SimpleHash.of(sample.array(FOUNDER)) + " at revision " + report.revision();
                held.computeIfAbsent(moment, key -> new TreeMap<>()).put(name, sample.hashes());
                train(sample, report.revision(), random);
                world.compute(COMPUTING);
                if (report.revision() == STEPS) {
                    return;
                }
                if (report.revision() % 2 == 0) {
                    group.admit();
                }
            }
        }

        /** All change the same; one in eight errs. */
        private void train(SampleState sample, long revision, RandomStream random) {
            MemorySegment trained = sample.array(1);
            trained.set(ValueLayout.JAVA_BYTE, revision, (byte) revision);
            if (erring && random.nextInt(8) == 0) {
                sample.flip(random.nextInt(2), random.nextInt(40_000));
            }
        }

        void requireAgreement() {
            held.forEach((moment, byName) -> assertThat(byName.values().stream().distinct())
                    .as("seed %d, %s: %s", seed, moment, byName)
                    .hasSize(1));
            assertThat(result.outcomes()).as("seed %d", seed).allSatisfy((name, outcome) -> {
                if (name.startsWith("member") && !(outcome instanceof Outcome.Killed)) {
                    assertThat(outcome).as("%s, seed %d", name, seed).isInstanceOf(Outcome.Returned.class);
                }
            });
        }
    }
}
