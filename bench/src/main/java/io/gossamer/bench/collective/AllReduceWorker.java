package io.gossamer.bench.collective;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Listener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One process of the comparison. It prints its port, reads those of all, then takes part in both groups by turns; rank 0
 * prints the nanoseconds of each round, those of the slowest process. A failure ends the process with a stack trace.
 */
final class AllReduceWorker {
    static final String PORT = "port ";
    static final String ROUND = "round ";

    private final Group group;
    private final Tensor tensor;
    private final MemorySegment array;

    private AllReduceWorker(Group group, Tensor tensor) {
        this.group = group;
        this.tensor = tensor;
        this.array = MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
    }

    /** Arguments: rank, processes, bytes, warm-up rounds, rounds, file where Gloo's processes meet. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rank = Integer.parseInt(args[0]);
        AllReduceSpec spec = new AllReduceSpec(
                Integer.parseInt(args[1]),
                Long.parseLong(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Libtorch.start(1);
        try (TcpWorld world = new TcpWorld();
                Listener listener = LoopbackMesh.listen(world)) {
            out.println(PORT + listener.endpoint().port());
            List<Integer> ports =
                    Stream.of(in.readLine().split(" ")).map(Integer::valueOf).toList();
            try (Group group = LoopbackMesh.join(world, rank, listener, ports)) {
                Tensor tensor = torch.zeros(spec.bytes() / Float.BYTES);
                new AllReduceWorker(group, tensor).run(spec, Path.of(args[5]), out);
                group.barrier();
            }
        }
    }

    private void run(AllReduceSpec spec, Path meetingPoint, PrintStream out) throws InterruptedException {
        Contender ours = Contender.gossamer(group, array);
        Contender gloo = Contender.gloo(meetingPoint, group.rank(), group.size(), tensor);
        for (int round = 0; round < spec.warmup() + spec.rounds(); round++) {
            boolean oursFirst = round % 2 == 0;
            long first = time(oursFirst ? ours : gloo);
            long second = time(oursFirst ? gloo : ours);
            if (group.rank() == 0 && round >= spec.warmup()) {
                out.println(ROUND + (oursFirst ? first + " " + second : second + " " + first));
            }
        }
    }

    /** Nanoseconds from a common start to the end on the slowest process. */
    private long time(Contender contender) throws InterruptedException {
        tensor.fill_(new Scalar((double) (group.rank() + 1)));
        group.barrier();
        long start = System.nanoTime();
        contender.allReduce();
        long elapsed = System.nanoTime() - start;
        requireSum();
        return Arrays.stream(group.exchange(new long[] {elapsed}))
                .mapToLong(numbers -> numbers[0])
                .max()
                .orElseThrow();
    }

    /** An all-reduce that is fast because it leaves something out must not win. */
    private void requireSum() {
        float expected = group.size() * (group.size() + 1) / 2f;
        if (tensor.eq(new Scalar((double) expected)).all().item_bool()) {
            return;
        }
        float first = array.get(ValueLayout.JAVA_FLOAT, 0);
        throw new IllegalStateException("The sum is " + first + " somewhere, not " + expected + " everywhere");
    }
}
