package io.gossamer.bench.collective;

import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Listener;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One process of a comparison. It prints its ports, reads those of all, then takes part with all entrants by turns; rank
 * 0 prints the nanoseconds of each round, for each entrant those of the slowest process. A failure ends the process with
 * a stack trace.
 */
final class AllReduceWorker {
    static final String PORTS = "ports ";
    static final String ROUND = "round ";

    private final Group control;
    private final AllReduceSpec spec;
    private final Operands operands;
    private final Map<Entrant, Contender> contenders = new EnumMap<>(Entrant.class);

    private AllReduceWorker(Group control, AllReduceSpec spec, Operands operands, Lineup lineup)
            throws InterruptedException {
        this.control = control;
        this.spec = spec;
        this.operands = operands;
        for (Entrant entrant : spec.entrants()) {
            contenders.put(entrant, lineup.contender(entrant));
        }
    }

    /** Arguments: rank, the words of a spec, the words of the meeting points. */
    public static void main(String[] args) throws Exception {
        int rank = Integer.parseInt(args[0]);
        List<String> words = List.of(args).subList(1, args.length);
        AllReduceSpec spec = AllReduceSpec.parse(words);
        MeetingPoints.Known meetingPoints = MeetingPoints.Known.parse(
                words.subList(AllReduceSpec.WORDS, AllReduceSpec.WORDS + MeetingPoints.WORDS));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Libtorch.start(1);
        Operands operands = new Operands(spec.bytes());
        try (TcpWorld world = new TcpWorld();
                Listener listener = LoopbackMesh.listen(world);
                ServerSocketChannel server = BareRing.listen()) {
            out.println(PORTS + listener.endpoint().port() + " " + BareRing.port(server));
            List<Integer> meshPorts = ports(in.readLine());
            List<Integer> ringPorts = ports(in.readLine());
            int next = ringPorts.get((rank + 1) % spec.processes());
            try (Group mesh = LoopbackMesh.join(world, rank, listener, meshPorts);
                    BareRing ring = BareRing.join(rank, spec.processes(), server, next);
                    Lineup lineup = new Lineup(mesh, spec, meetingPoints, ring, operands)) {
                new AllReduceWorker(mesh, spec, operands, lineup).run(out);
                mesh.barrier();
            }
        }
    }

    private static List<Integer> ports(String line) {
        return Stream.of(line.split(" ", -1)).map(Integer::valueOf).toList();
    }

    private void run(PrintStream out) throws InterruptedException {
        operands.clear();
        for (Entrant entrant : spec.entrants()) {
            slowest(contenders.get(entrant), spec.warmup() * spec.repeats());
        }
        int entrants = spec.entrants().size();
        for (int round = 0; round < spec.rounds(); round++) {
            Map<Entrant, Long> nanos = new EnumMap<>(Entrant.class);
            for (int turn = 0; turn < entrants; turn++) {
                Entrant entrant = spec.entrants().get((round + turn) % entrants);
                nanos.put(entrant, time(entrant));
            }
            if (control.rank() == 0) {
                out.println(ROUND
                        + spec.entrants().stream()
                                .map(entrant -> nanos.get(entrant).toString())
                                .collect(Collectors.joining(" ")));
            }
        }
    }

    /** Nanoseconds from a common start to the end on the slowest process. */
    private long time(Entrant entrant) throws InterruptedException {
        Contender contender = contenders.get(entrant);
        operands.fill(control.rank());
        long nanos = slowest(contender, 1);
        operands.requireSum(entrant, spec.processes());
        if (spec.repeats() > 1) {
            operands.clear();
            nanos = slowest(contender, spec.repeats());
        }
        return nanos;
    }

    private long slowest(Contender contender, int repeats) throws InterruptedException {
        control.barrier();
        long start = System.nanoTime();
        for (int repeat = 0; repeat < repeats; repeat++) {
            contender.allReduce();
        }
        long elapsed = System.nanoTime() - start;
        return Arrays.stream(control.exchange(elapsed))
                .mapToLong(numbers -> numbers[0])
                .max()
                .orElseThrow();
    }
}
