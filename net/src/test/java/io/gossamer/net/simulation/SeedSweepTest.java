package io.gossamer.net.simulation;

import static io.gossamer.net.simulation.Fixtures.HOUR;
import static io.gossamer.net.simulation.Fixtures.PORT;
import static io.gossamer.net.simulation.Fixtures.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.simulation.FaultSchedule.Kind;
import io.gossamer.net.simulation.FaultSchedule.Mix;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Random schedules by the hundred: what a sweep reports, and that the simulated world itself keeps its promises. */
class SeedSweepTest {
    private static final List<String> NODES = List.of("store", "one", "two", "three");
    private static final Duration HORIZON = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RETRY = Duration.ofMillis(300);

    @Test
    void theFirstFailureIsReportedWithTheFaultsThatMatter() {
        SeedSweep sweep = new SeedSweep(NODES, HORIZON, everything());
        List<Long> tried = new ArrayList<>();
        SeedSweep.Scenario scenario = (seed, faults) -> {
            tried.add(seed);
            boolean kill = faults.faults().stream().anyMatch(Fault.Kill.class::isInstance);
            boolean cut = faults.faults().stream().anyMatch(Fault.Partition.class::isInstance);
            assertThat(seed >= 7 && kill && cut).isFalse();
        };
        assertThatThrownBy(() -> sweep.run(new SeedSweep.Seeds(0, 1000), scenario))
                .isInstanceOfSatisfying(GossamerException.class, e -> {
                    long seed = tried.getLast();
                    assertThat(seed).isGreaterThanOrEqualTo(7);
                    Matcher faults = Pattern.compile("Seed " + seed + " fails with the faults '([^']*)'")
                            .matcher(e.getMessage());
                    assertThat(faults.find()).isTrue();
                    FaultSchedule printed = FaultSchedule.parse(faults.group(1));
                    assertThat(printed.faults()).hasSize(2);
                    assertThat(sweep.schedule(seed).faults()).containsAll(printed.faults());
                    assertThat(e.hint()).contains(sweep.schedule(seed).toString());
                    assertThatThrownBy(() -> scenario.run(seed, printed)).isInstanceOf(AssertionError.class);
                });
        assertThat(new HashSet<>(tried)).contains(0L, 6L);
    }

    @Test
    void aSweepWithoutFailuresTriesEverySeed() throws InterruptedException {
        List<Long> tried = new ArrayList<>();
        SeedSweep.Seeds seeds = new SeedSweep.Seeds(5, 3);
        new SeedSweep(NODES, HORIZON, Mix.ONE_KILL).run(seeds, (seed, faults) -> tried.add(seed));
        assertThat(tried).containsExactly(5L, 6L, 7L);
        assertThat(seeds).hasToString("seeds 5 to 7");
        assertThat(SeedSweep.Seeds.fresh(17).count()).isEqualTo(Long.getLong("gossamer.seeds", 17));
    }

    @Test
    void aFailingRunPrintsWhatReplaysIt() {
        FaultSchedule faults = FaultSchedule.parse("freeze a for 1s at 1s; kill a at 5s");
        Simulation simulation =
                new Simulation(SimulationConfig.of(42, link(8e6, RETRY)).withFaults(faults));
        simulation.addNode("a", world -> world.sleep(HOUR));
        SimulationResult result = simulation.run(HOUR);
        assertThatThrownBy(result::requireReturned)
                .isInstanceOfSatisfying(
                        GossamerException.class,
                        e -> assertThat(e.hint()).contains("seed 42").contains(faults.toString()));
    }

    /** Every schedule of every kind of fault: the run ends, replays from its text, and nothing acknowledged is lost. */
    @Test
    void acknowledgedWritesSurviveEverythingAndRunsReplay() throws InterruptedException {
        SeedSweep.Seeds seeds = SeedSweep.Seeds.fresh(200);
        System.out.println("SeedSweepTest: " + seeds);
        new SeedSweep(NODES, HORIZON, everything()).run(seeds, (seed, faults) -> {
            SimulationResult result = writes(seed, faults);
            if (seed % 10 == 0) {
                SimulationResult replay = writes(seed, FaultSchedule.parse(faults.toString()));
                assertThat(replay.traceHash()).isEqualTo(result.traceHash());
                assertThat(replay.usage()).isEqualTo(result.usage());
            }
        });
    }

    private static Mix everything() {
        Mix mix = Mix.NONE;
        for (Kind kind : Kind.values()) {
            mix = mix.with(kind, 1);
        }
        return mix;
    }

    /** Clients write single bytes to a store, which has each on its disk before it acknowledges it. */
    private static SimulationResult writes(long seed, FaultSchedule faults) {
        SimulationConfig config = SimulationConfig.of(seed, link(20e6, Duration.ofMillis(5)))
                .withShuffling()
                .withDetection(Duration.ofMillis(seed % 50))
                .withFaults(faults);
        Simulation simulation = new Simulation(config);
        Set<Byte> acknowledged = new HashSet<>();
        simulation.addNode("store", world -> {
            try (Listener listener = world.listen(new Endpoint("store", PORT))) {
                while (world.elapsed().compareTo(HORIZON.multipliedBy(4)) < 0) {
                    listener.accept(RETRY)
                            .ifPresent(connection -> world.spawn("ear", () -> store(world.disk(), connection)));
                }
            }
            for (byte value : acknowledged) {
                assertThat(world.disk().read("" + value)).isPresent();
            }
        });
        for (int client = 1; client < NODES.size(); client++) {
            byte first = (byte) (10 * client);
            simulation.addNode(NODES.get(client), world -> {
                for (byte value = first; value < first + 10; value++) {
                    write(world, value, acknowledged);
                    world.compute(RETRY);
                }
            });
        }
        SimulationResult result = simulation.run(HOUR);
        result.outcomes().forEach((node, outcome) -> {
            assertThat(outcome).as(node).isInstanceOfAny(Outcome.Returned.class, Outcome.Killed.class);
            if (faults.faults().stream().noneMatch(fault -> dies(fault, node))) {
                assertThat(outcome).as(node).isInstanceOf(Outcome.Returned.class);
            }
        });
        return result;
    }

    private static boolean dies(Fault fault, String node) {
        return (fault instanceof Fault.Kill kill && kill.node().equals(node))
                || (fault instanceof Fault.PowerLoss loss && loss.node().equals(node));
    }

    private static void store(Disk disk, Connection connection) {
        MemorySegment value = MemorySegment.ofArray(new byte[1]);
        try (connection) {
            while (true) {
                connection.receive(value, PATIENCE);
                byte[] content = Fixtures.array(value);
                disk.write("" + content[0], content);
                connection.send(value);
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(SimulatedWorld world, byte value, Set<Byte> acknowledged) throws InterruptedException {
        try (Connection connection = world.connect(new Endpoint("store", PORT), PATIENCE)) {
            connection.send(MemorySegment.ofArray(new byte[] {value}));
            MemorySegment answer = MemorySegment.ofArray(new byte[1]);
            connection.receive(answer, PATIENCE);
            assertThat(Fixtures.array(answer)).containsExactly(value);
            acknowledged.add(value);
        } catch (IOException e) {
            world.sleep(RETRY);
        }
    }
}
