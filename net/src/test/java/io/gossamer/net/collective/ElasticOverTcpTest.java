package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.quantisation.Quantiser;
import io.gossamer.net.reduction.ElementType;
import io.gossamer.net.reduction.Operator;
import io.gossamer.net.reduction.Reduction;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.schedule.Selector;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many all-reduces at once where tasks really run at the same time. */
class ElasticOverTcpTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int SIZE = 3;
    private static final int ROUNDS = 3;
    private static final int OPERATIONS = 40;

    /** By how many elements they have, for each rank. */
    private static final Map<Integer, List<MemorySegment>> INPUTS = IntStream.range(0, ROUNDS * OPERATIONS)
            .map(ElasticOverTcpTest::elements)
            .distinct()
            .boxed()
            .collect(Collectors.toMap(
                    elements -> elements, elements -> Expected.arrays(ElementType.FLOAT32, elements, SIZE)));

    @Test
    void allMembersHaveTheBitsOfTheStatedOrder() throws Exception {
        try (TcpWorld world = new TcpWorld();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ViewCoordinator coordinator = new ViewCoordinator(
                        world, new Endpoint("127.0.0.1", 0), Invitations.standing(world, "token"), TIMEOUT)) {
            Future<Object> serving = threads.submit(() -> {
                coordinator.run();
                return null;
            });
            List<Future<List<MemorySegment>>> members = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                members.add(threads.submit(() -> work(coordinator.endpoint())));
            }
            List<List<MemorySegment>> results = new ArrayList<>();
            for (Future<List<MemorySegment>> member : members) {
                results.add(member.get(120, TimeUnit.SECONDS));
            }
            assertThat(serving.isDone()).isFalse();
            assertThat(results).allSatisfy(result -> {
                assertThat(result).hasSize(ROUNDS * OPERATIONS);
                for (int i = 0; i < result.size(); i++) {
                    assertThat(result.get(i).mismatch(results.getFirst().get(i)))
                            .as("operation %d", i)
                            .isNegative();
                }
            });
            for (int i = 0; i < ROUNDS * OPERATIONS; i++) {
                if (!isQuantised(i)) {
                    MemorySegment result = results.getFirst().get(i);
                    List<MemorySegment> inputs = INPUTS.get(elements(i));
                    Reduction reduction = new Reduction(ElementType.FLOAT32, Operator.AVG);
                    assertThat(result.mismatch(Expected.allReduce(
                                    new Selector.BySize().choose(result.byteSize(), SIZE), reduction, inputs)))
                            .isNegative();
                }
            }
        }
    }

    private static List<MemorySegment> work(Endpoint coordinator) throws InterruptedException {
        JoinRequest request = new JoinRequest("token", OptionalInt.empty(), "member", TIMEOUT, PairRates.NONE);
        List<MemorySegment> results = new ArrayList<>();
        try (TcpWorld world = new TcpWorld();
                ElasticGroup group = Rendezvous.enter(world, coordinator, request)) {
            ElasticMembers.await(group, SIZE);
            for (int round = 0; round < ROUNDS; round++) {
                List<AllReduce> operations = new ArrayList<>();
                for (int i = 0; i < OPERATIONS; i++) {
                    operations.add(operation(group.rank(), round * OPERATIONS + i));
                }
                group.allReduceMany(operations, 1 + 5 * round);
                operations.forEach(operation -> results.add(operation.target()));
                group.barrier();
            }
        }
        return results;
    }

    private static AllReduce operation(int rank, int i) {
        MemorySegment source = Expected.copy(INPUTS.get(elements(i)).get(rank));
        MemorySegment target = i % 4 == 0 ? source : Arena.ofAuto().allocate(source.byteSize(), Long.BYTES);
        if (isQuantised(i)) {
            RandomStream random = RandomStream.of(1, Purpose.CODEC, rank, i, 0);
            return AllReduce.quantised(source, target, Reduction.FLOAT32_SUM, new Quantiser.MinMax(8), random);
        }
        return AllReduce.dense(source, target, new Reduction(ElementType.FLOAT32, Operator.AVG), Kind.DENSE);
    }

    private static boolean isQuantised(int i) {
        return i % 3 == 0;
    }

    /** From nothing to a hundred thousand. */
    private static int elements(int i) {
        return (i % 5) * (i % 5) * (i % 7 == 0 ? 6007 : 401);
    }
}
