package io.gossamer.bench.soak;

import io.gossamer.bench.collective.LoopbackMesh;
import io.gossamer.bench.process.ResidentMemory;
import io.gossamer.bench.step.SoloRun;
import io.gossamer.codec.message.Kind;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Does one thing many times and prints its resident memory after a third of them and at the end. */
final class SoakProcess {
    static final String RESIDENT = "resident MiB ";

    private static final int BATCH = 32;
    private static final long ARRAY_BYTES = 1 << 20;

    /** What is done. */
    enum Workload {
        STEPS("training steps, LeNet-5, batch " + BATCH, 1000),
        ALL_REDUCES("all-reduces of 1 MiB, two nodes in one process", 2000);

        private final String title;
        private final long operations;

        Workload(String title, long operations) {
            this.title = title;
            this.operations = operations;
        }

        String title() {
            return title;
        }

        /** How often in a quick run. */
        long operations() {
            return operations;
        }
    }

    private SoakProcess() {}

    /** Arguments: workload, operations. */
    public static void main(String[] args) throws Exception {
        long operations = Long.parseLong(args[1]);
        LongConsumer watch = done -> {
            if (done == operations / 3 || done == operations) {
                System.out.println(RESIDENT + ResidentMemory.ofThisProcess());
            }
        };
        switch (Workload.valueOf(args[0])) {
            case STEPS -> train(operations, watch);
            case ALL_REDUCES -> reduce(operations, watch);
        }
    }

    private static void train(long steps, LongConsumer watch) throws IOException, InterruptedException {
        Libtorch.start(1);
        try (Task task = Tasks.open("digits", Optional.empty(), 1)) {
            SoloRun.train(task, "lenet", BATCH, steps, watch);
        }
    }

    private static void reduce(long times, LongConsumer watch) throws Exception {
        try (TcpWorld first = new TcpWorld();
                TcpWorld second = new TcpWorld();
                Listener firstDoor = LoopbackMesh.listen(first);
                Listener secondDoor = LoopbackMesh.listen(second)) {
            List<Integer> ports = Stream.of(firstDoor, secondDoor)
                    .map(door -> door.endpoint().port())
                    .toList();
            FutureTask<Void> other = new FutureTask<>(node(second, 1, secondDoor, ports, times, done -> {}));
            Thread.ofPlatform().name("node 1").start(other);
            node(first, 0, firstDoor, ports, times, watch).call();
            other.get();
        } catch (ExecutionException e) {
            throw new IOException("Node 1 failed", e.getCause());
        }
    }

    private static Callable<Void> node(
            TcpWorld world, int rank, Listener door, List<Integer> ports, long times, LongConsumer watch) {
        return () -> {
            try (Group group = LoopbackMesh.join(world, rank, door, ports);
                    Arena arena = Arena.ofShared()) {
                MemorySegment array = arena.allocate(ARRAY_BYTES, Float.BYTES);
                for (long done = 1; done <= times; done++) {
                    group.allReduceSum(array, Kind.DENSE);
                    watch.accept(done);
                }
                group.barrier();
            }
            return null;
        };
    }
}
