package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.AddingUp.State;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Members that add up arrays while some of them are killed and others join: who is left never disagrees or stops. */
class ElasticGroupInSimulationTest {
    private static final Endpoint COORDINATOR = new Endpoint("coordinator", 4000);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final int STEPS = 60;

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final long SEEDS = Long.getLong("gossamer.seeds", 200);

    @Test
    void membersThatNobodyDisturbsAddUpEverything() {
        Run run = new Run(1, 4, 0, 0);
        run.requireAgreement();
        assertThat(run.finished).hasSize(4);
    }

    @Test
    void whoComesLaterTakesPartAndHasTheSameState() {
        Run run = new Run(2, 3, 2, 0);
        run.requireAgreement();
        assertThat(run.finished).hasSize(5);
    }

    @Test
    void survivorsAgreeAndGoOnWhoeverIsKilledWhenever() {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 7, 0);
            int members = 2 + random.nextInt(4);
            new Run(seed, members, random.nextInt(3), random.nextInt(members)).requireAgreement();
        }
    }

    /** A coordinator, members from the start, members that join later, and some that are killed. */
    private static final class Run {
        final long seed;
        final SimulationResult result;
        /** What the members that came to the end ended with. */
        final Map<String, Long> finished = new TreeMap<>();

        /**
         * The digests that members had, by step; a run that began anew since all its members were killed is another one.
         */
        final Map<String, Map<String, Long>> digests = new TreeMap<>();

        Run(long seed, int members, int joiners, int kills) {
            this.seed = seed;
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
            List<Fault> faults = new ArrayList<>();
            for (int victim = 0; victim < kills; victim++) {
                String name = "member" + victim;
                faults.add(
                        random.nextInt(2) == 0
                                ? new Fault.Kill(moment(random), name)
                                : new Fault.PowerLoss(moment(random), name));
            }
            if (kills > 0) {
                faults.add(new Fault.Freeze(moment(random), "member" + kills, moment(random)));
            }
            Simulation simulation = new Simulation(
                    SimulationConfig.of(seed, LINK).withShuffling().withFaults(new FaultSchedule(faults)));
            simulation.addNode(COORDINATOR.host(), world -> {
                try (ViewCoordinator coordinator =
                        new ViewCoordinator(world, COORDINATOR, Invitations.standing(world, "token"), TIMEOUT)) {
                    coordinator.run();
                }
            });
            for (int i = 0; i < members + joiners; i++) {
                String name = "member" + i;
                Duration start = i < members ? Duration.ZERO : moment(random).dividedBy(2);
                simulation.addNode(name, LINK, start, world -> work(world, name));
            }
            result = simulation.run(LIMIT);
        }

        private static Duration moment(RandomStream random) {
            return Duration.ofNanos((long) (random.nextDouble() * 2e9));
        }

        private void work(World world, String name) throws InterruptedException {
            JoinRequest request = new JoinRequest("token", OptionalInt.empty(), name, TIMEOUT, PairRates.NONE);
            try (ElasticGroup group = Rendezvous.enter(world, COORDINATOR, request)) {
                State last = AddingUp.until(
                        group,
                        STEPS,
                        name.hashCode(),
                        state -> digests.computeIfAbsent(
                                        "step " + state.step() + " of run " + state.run(), key -> new TreeMap<>())
                                .put(name, state.digest()));
                finished.put(name, last.digest());
            }
        }

        /** Who comes when all others have finished is told so. */
        private boolean cameTooLate(Outcome outcome) {
            return !finished.isEmpty()
                    && outcome instanceof Outcome.Failed failed
                    && failed.cause().getMessage().endsWith("the group is over");
        }

        void requireAgreement() {
            digests.forEach(
                    (moment, byName) -> assertThat(byName.values().stream().distinct())
                            .as("seed %d, %s: %s", seed, moment, byName)
                            .hasSize(1));
            assertThat(result.outcomes()).as("seed %d", seed).allSatisfy((name, outcome) -> {
                if (name.startsWith("member") && !(outcome instanceof Outcome.Killed) && !cameTooLate(outcome)) {
                    assertThat(outcome).as("%s, seed %d", name, seed).isInstanceOf(Outcome.Returned.class);
                    assertThat(finished).containsKey(name);
                }
            });
        }
    }
}
