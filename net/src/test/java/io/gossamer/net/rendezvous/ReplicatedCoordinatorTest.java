package io.gossamer.net.rendezvous;

import static io.gossamer.net.rendezvous.ReplicatedGroup.TIMEOUT;
import static io.gossamer.net.rendezvous.ReplicatedGroup.member;
import static io.gossamer.net.rendezvous.ReplicatedGroup.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.FaultSchedule.Kind;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SeedSweep;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replicas of a coordinator are lost, cut off and back, and the group that they serve goes on. */
class ReplicatedCoordinatorTest {
    private static final int MEMBERS = 4;
    private static final int STEPS = 40;
    private static final Duration ELECTION = Timing.DEFAULT.longest();

    /** More of them explore more schedules: {@code -Dgossamer.seeds=10000}. */
    private static final SeedSweep.Seeds SEEDS = SeedSweep.Seeds.fresh(200);

    private static ReplicatedGroup group(long seed, int replicas, FaultSchedule faults) {
        ReplicatedGroup group = new ReplicatedGroup(seed, replicas, faults);
        for (int i = 0; i < MEMBERS; i++) {
            group.withMember(i, Duration.ZERO, STEPS);
        }
        return group;
    }

    private static RandomStream random(long seed) {
        return RandomStream.of(seed, Purpose.TEST, -1, 11, 0);
    }

    private static Duration between(RandomStream random, double from, double to) {
        return Duration.ofNanos((long) ((from + (to - from) * random.nextDouble()) * 1e9));
    }

    @Test
    void anOperationIsNotDisturbedByTheLossOfTheLeader() {
        for (long seed = SEEDS.first(); seed < SEEDS.first() + SEEDS.count() / 4; seed++) {
            Duration loss = between(random(seed), 3, 6);
            ReplicatedGroup group = group(seed, 3, FaultSchedule.NONE).withoutLeaderAt(loss);
            group.run().requireAgreement();
            assertThat(group.finished).as("seed %d", seed).hasSize(MEMBERS);
            long before = group.viewTimes.entrySet().stream()
                    .filter(seen -> seen.getValue().compareTo(loss) < 0)
                    .count();
            assertThat(group.views).as("views, seed %d", seed).hasSize((int) before);
        }
    }

    @Test
    void nothingIsLostWhenTheLeaderIsLostInTheMidstOfAViewChange() {
        for (long seed = SEEDS.first(); seed < SEEDS.first() + SEEDS.count(); seed++) {
            RandomStream random = random(seed);
            Duration change = between(random, 2, 5);
            Duration loss = change.plus(between(random, -0.1, 0.3));
            String way = random.nextInt(2) == 0 ? "kill " : "poweroff ";
            FaultSchedule faults =
                    FaultSchedule.parse(way + member(random.nextInt(MEMBERS)) + " at " + change.toMillis() + "ms");
            group(seed, 3, faults)
                    .withMember(MEMBERS, change.plus(between(random, -0.3, 0.3)), STEPS)
                    .withoutLeaderAt(loss)
                    .run()
                    .requireAgreement();
        }
    }

    @Test
    void theGroupGoesOnWhateverHappensToTheReplicas() throws InterruptedException {
        List<String> replicas =
                IntStream.range(0, 3).mapToObj(ReplicatedGroup::replica).toList();
        FaultSchedule.Mix mix = FaultSchedule.Mix.NONE
                .with(Kind.CRASH, 1)
                .with(Kind.PARTITION, 1)
                .with(Kind.DELAY, 1)
                .with(Kind.FREEZE, 1)
                .with(Kind.CLOCK, 1);
        // No fault lasts so long that members give up; retries of what was lost come up to as long after it.
        new SeedSweep(replicas, Duration.ofSeconds(5), mix)
                .run(
                        SEEDS,
                        (seed, faults) -> group(seed, 3, faults)
                                .withPatience(Duration.ofSeconds(30))
                                .run()
                                .requireAgreement());
    }

    @Test
    void whoIsLostAlongWithTheLeaderIsNoticedWithinTheBound() {
        for (long seed = 0; seed < 10; seed++) {
            Duration loss = Duration.ofMillis(4000 + 7 * seed);
            FaultSchedule faults = FaultSchedule.parse("poweroff " + member(1) + " at " + loss.toMillis() + "ms");
            ReplicatedGroup group = group(seed, 3, faults).withoutLeaderAt(loss);
            group.run().requireAgreement();
            assertThat(group.finished).as("seed %d", seed).hasSize(MEMBERS - 1);
            Duration next = group.viewTimes.values().stream()
                    .filter(seen -> seen.compareTo(loss) > 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(next.minus(loss))
                    .as("seed %d", seed)
                    .isLessThan(TIMEOUT.multipliedBy(2).plus(ELECTION.multipliedBy(2)));
        }
    }

    @Test
    void whoIsLostAfterAnotherLeadsIsNoticedAtOnce() {
        for (long seed = 0; seed < 10; seed++) {
            Duration death = Duration.ofSeconds(9);
            FaultSchedule faults = FaultSchedule.parse("kill " + member(1) + " at 9s");
            ReplicatedGroup group = new ReplicatedGroup(seed, 3, faults).withoutLeaderAt(Duration.ofSeconds(4));
            for (int i = 0; i < MEMBERS; i++) {
                group.withMember(i, Duration.ZERO, 80);
            }
            group.run().requireAgreement();
            Duration next = group.viewTimes.values().stream()
                    .filter(seen -> seen.compareTo(death) > 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(next.minus(death)).as("seed %d", seed).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void membersEndWithAnErrorWhenNoLeaderIsLeft() {
        for (long seed = 0; seed < 6; seed++) {
            Duration loss = Duration.ofSeconds(4);
            FaultSchedule faults = FaultSchedule.parse("kill " + replica(0) + " at 4s; kill " + replica(1) + " at 4s");
            ReplicatedGroup group = new ReplicatedGroup(seed, 3, faults);
            for (int i = 0; i < MEMBERS; i++) {
                group.withMember(i, Duration.ZERO, 10_000);
            }
            group.run();
            for (int i = 0; i < MEMBERS; i++) {
                assertThat(group.result().outcome(member(i))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.cause())
                            .isInstanceOf(PeerFailureException.class)
                            .hasMessageContaining("none leads within 5.0 s")
                            .hasMessageContaining(replica(0) + ":4000, " + replica(1) + ":4000, ");
                    assertThat(failed.at())
                            .isBetween(
                                    loss.plus(TIMEOUT).minusMillis(200),
                                    loss.plus(TIMEOUT.multipliedBy(2)).plus(ELECTION));
                });
            }
        }
    }

    @Test
    void aCoordinatorWithoutOthersKeepsAGroupAsBefore() {
        ReplicatedGroup group = group(1, 1, FaultSchedule.NONE);
        group.run().requireAgreement();
        assertThat(group.finished).hasSize(MEMBERS);
    }
}
