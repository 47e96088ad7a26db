package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.schedule.Algorithm;
import io.gossamer.net.schedule.LinkModel;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.Fault;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same operations over a network that delays, loses and cuts off. */
class ReductionsInSimulationTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final Link LOSSY = new Link(LINK.rate(), LINK.latency(), 0.01);
    private static final int ELEMENTS = 9001;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void everyOperationGivesAllNodesTheSameBits(int nodes) {
        Map<Integer, List<MemorySegment>> results = new TreeMap<>();
        Simulation simulation =
                new Simulation(SimulationConfig.of(nodes, LOSSY).withShuffling());
        CollectivesInSimulationTest.join(
                simulation, nodes, group -> results.put(group.rank(), everyOperation((MeshGroup) group)));
        simulation.run(LIMIT).requireReturned();
        assertThat(results).hasSize(nodes);
        for (List<MemorySegment> result : results.values()) {
            assertThat(result).hasSameSizeAs(results.get(0));
            for (int i = 0; i < result.size(); i++) {
                assertThat(result.get(i).mismatch(results.get(0).get(i))).isNegative();
            }
        }
    }

    private static List<MemorySegment> everyOperation(MeshGroup group) throws InterruptedException {
        List<MemorySegment> results = new ArrayList<>();
        for (ElementType type : ElementType.values()) {
            Operator operator = Operator.values()[type.ordinal() % Operator.values().length];
            Reduction reduction = new Reduction(type, operator);
            List<MemorySegment> inputs = Expected.arrays(type, ELEMENTS, group.size());
            for (Algorithm algorithm : Algorithm.values()) {
                Selector selector = new Selector.Fixed(algorithm);
                group.use(selector);
                MemorySegment values = Expected.copy(inputs.get(group.rank()));
                group.allReduce(values, values, reduction, Kind.DENSE);
                Algorithm used = selector.choose(values.byteSize(), group.size());
                assertThat(values.mismatch(Expected.allReduce(used, reduction, inputs)))
                        .isNegative();
                results.add(values);
            }
            MemorySegment parts = Expected.copy(inputs.get(group.rank()));
            MemorySegment chunk = group.reduceScatter(parts, parts, reduction, Kind.DENSE);
            assertThat(chunk.byteSize() / type.bytes())
                    .isBetween((long) ELEMENTS / group.size(), (long) ELEMENTS / group.size() + 1);
            group.allGatherChunks(parts, type, Kind.DENSE);
            results.add(parts);
            MemorySegment coded = Expected.copy(inputs.get(group.rank()));
            RandomStream random = RandomStream.of(1, Purpose.CODEC, group.rank(), 0, 0);
            group.allReduceQuantised(coded, coded, reduction, new Quantiser.MinMax(8), random);
            results.add(coded);
        }
        return results;
    }

    @Test
    void whoeverIsKilledNobodysSourceChanges() {
        int nodes = 4;
        for (long seed = 0; seed < 40; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.NETWORK_FAULTS, -1, 3, 0);
            Duration at = Duration.ofMillis(300).plusNanos((long) (random.nextDouble() * 1e9));
            Fault kill = new Fault.Kill(at, "node" + random.nextInt(nodes));
            boolean quantised = random.nextInt(2) == 0;
            Simulation simulation = new Simulation(
                    SimulationConfig.of(seed, LINK).withShuffling().withFaults(FaultSchedule.of(kill)));
            List<Integer> unharmed = new ArrayList<>();
            CollectivesInSimulationTest.join(simulation, nodes, group -> {
                MemorySegment input = Expected.array(ElementType.FLOAT32, 40_009, group.rank());
                MemorySegment source = Expected.copy(input);
                try {
                    reduceForEver((MeshGroup) group, source, quantised);
                } catch (PeerFailureException e) {
                    if (source.mismatch(input) < 0) {
                        unharmed.add(group.rank());
                    }
                }
            });
            simulation.run(LIMIT);
            assertThat(unharmed).as("seed %d: %s", seed, kill).hasSize(nodes - 1);
        }
    }

    private static void reduceForEver(MeshGroup group, MemorySegment source, boolean quantised)
            throws InterruptedException {
        MemorySegment target = Expected.copy(source);
        RandomStream random = RandomStream.of(1, Purpose.CODEC, group.rank(), 0, 0);
        while (true) {
            if (quantised) {
                group.allReduceQuantised(source, target, Reduction.FLOAT32_SUM, new Quantiser.MinMax(8), random);
            } else {
                group.allReduce(source, target, Reduction.FLOAT32_SUM, Kind.DENSE);
            }
        }
    }

    /** The formula knows neither headers nor the pieces that let a node pass on what it has not wholly received. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void theSlowestNodeTakesAboutTheTimeOfTheFormula(Algorithm algorithm) {
        int nodes = 8;
        int elements = 2000;
        Duration start = Duration.ofSeconds(5);
        List<Double> seconds = new ArrayList<>();
        Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));
        CollectivesInSimulationTest.join(simulation, nodes, group -> {
            MeshGroup mesh = (MeshGroup) group;
            SimulatedWorld world = (SimulatedWorld) mesh.world();
            mesh.use(new Selector.Fixed(algorithm));
            MemorySegment values = Expected.array(ElementType.FLOAT32, elements, mesh.rank());
            world.sleep(start.minus(world.elapsed()));
            mesh.allReduce(values, values, Reduction.FLOAT32_SUM, Kind.DENSE);
            seconds.add(world.elapsed().minus(start).toNanos() / 1e9);
        });
        simulation.run(LIMIT).requireReturned();
        double formula = algorithm.seconds(4L * elements, nodes, LinkModel.of(LINK));
        assertThat(seconds).hasSize(nodes);
        assertThat(Collections.max(seconds)).isBetween(0.9 * formula, 1.2 * formula);
    }
}
