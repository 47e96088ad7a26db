package io.gossamer.net.rendezvous;

import io.gossamer.codec.message.Kind;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.MeshGroup;
import io.gossamer.net.raft.FolderStorage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A worker or coordinator in a process of its own, with what it prints. Its main method is what runs there. */
final class ForkedNode {
    static final String TOKEN = "secret";
    private static final String LISTENING = "listening at ";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> history = new CopyOnWriteArrayList<>();

    private ForkedNode(List<String> arguments) throws IOException {
        this(ForkedNode.class, arguments);
    }

    /** Another program in a process like these, which also prints what it logs. */
    ForkedNode(Class<?> program, List<String> arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        arguments.stream())
                .toList();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofVirtual().start(this::collect);
    }

    static ForkedNode coordinator(int size, Duration joining, Duration timeout) throws IOException {
        return new ForkedNode(List.of("coordinator", "" + size, joining.toString(), timeout.toString()));
    }

    static ForkedNode worker(Endpoint coordinator, int rank, Duration timeout, int rounds) throws IOException {
        return new ForkedNode(List.of(
                "worker", coordinator.host(), "" + coordinator.port(), "" + rank, timeout.toString(), "" + rounds));
    }

    /** A member of a group that lives on; its last word is its digest. */
    static ForkedNode member(Endpoint coordinator, Duration timeout, int steps) throws IOException {
        return member(List.of(coordinator), timeout, steps);
    }

    /** The same, where the coordinator has replicas. */
    static ForkedNode member(List<Endpoint> coordinators, Duration timeout, int steps) throws IOException {
        return new ForkedNode(List.of("member", join(coordinators), timeout.toString(), "" + steps));
    }

    /** A replica of a coordinator; it says when it leads. */
    static ForkedNode replica(int own, List<Endpoint> replicas, Path folder, Duration timeout) throws IOException {
        return new ForkedNode(List.of(
                "replica", join(replicas), "" + own, folder.resolve("" + own).toString(), timeout.toString()));
    }

    private static String join(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(","));
    }

    private static List<Endpoint> split(String endpoints) {
        return Stream.of(endpoints.split(",", -1)).map(Endpoint::parse).toList();
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(line -> {
                history.add(line);
                lines.add(line);
            });
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line that starts so. */
    String awaitLine(String start, Duration timeout) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("No line '" + start + "' but: " + seen);
            }
            if (line.startsWith(start)) {
                return line;
            }
            seen.append(line).append('\n');
        }
    }

    /** All lines so far. */
    List<String> history() {
        return history;
    }

    /** Sends it a line. */
    void tell(String line) throws IOException {
        process.outputWriter().append(line).append('\n').flush();
    }

    Endpoint endpoint(Duration timeout) throws InterruptedException {
        int port = Integer.parseInt(awaitLine(LISTENING, timeout).substring(LISTENING.length()));
        return new Endpoint("127.0.0.1", port);
    }

    /** Whether it has said so, since the last line that was waited for. */
    boolean hasSaid(String line) {
        return lines.contains(line);
    }

    /** Its last word; the process has ended by itself then. */
    String outcome(Duration timeout) throws InterruptedException {
        String line = awaitLine("end: ", timeout);
        if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Process " + pid() + " does not end after '" + line + "'");
        }
        return line;
    }

    void signal(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, "" + pid()).inheritIO().start().waitFor();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** The forked process. */
    public static void main(String[] args) throws Exception {
        try (TcpWorld world = new TcpWorld()) {
            String word = "done";
            switch (args[0]) {
                case "coordinator" ->
                    coordinate(world, Integer.parseInt(args[1]), Duration.parse(args[2]), Duration.parse(args[3]));
                case "member" ->
                    word = addUp(world, split(args[1]), Duration.parse(args[2]), Integer.parseInt(args[3]));
                case "replica" ->
                    replicate(
                            world,
                            new ReplicaSet(
                                    Integer.parseInt(args[2]),
                                    split(args[1]),
                                    "replicas",
                                    new FolderStorage(Path.of(args[3])),
                                    Timing.DEFAULT,
                                    0),
                            Duration.parse(args[4]));
                default ->
                    work(
                            world,
                            endpoint(args),
                            Integer.parseInt(args[3]),
                            Duration.parse(args[4]),
                            Integer.parseInt(args[5]));
            }
            System.out.println("end: " + word);
        } catch (GossamerException e) {
            System.out.println("end: " + e.getMessage());
        }
    }

    private static Endpoint endpoint(String[] args) {
        return new Endpoint(args[1], Integer.parseInt(args[2]));
    }

    private static void replicate(TcpWorld world, ReplicaSet replicas, Duration timeout) throws Exception {
        try (ViewCoordinator coordinator =
                new ViewCoordinator(world, replicas, Invitations.standing(world, TOKEN), Charter.NONE, timeout)) {
            world.spawn("telling", () -> tellWhenLeading(world, coordinator));
            coordinator.run();
        }
    }

    private static void tellWhenLeading(TcpWorld world, ViewCoordinator coordinator) {
        try {
            while (!coordinator.leads()) {
                world.sleep(Duration.ofMillis(10));
            }
            System.out.println("leads");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String addUp(TcpWorld world, List<Endpoint> coordinators, Duration timeout, int steps)
            throws InterruptedException {
        JoinRequest request =
                new JoinRequest(TOKEN, OptionalInt.empty(), TcpWorld.processName(), timeout, PairRates.NONE);
        try (ElasticGroup group = Rendezvous.enter(world, coordinators, request)) {
            System.out.println("joined");
            AddingUp.State last =
                    AddingUp.until(group, steps, ProcessHandle.current().pid(), state -> {
                        if (state.step() % 10 == 0) {
                            System.out.println("step " + state.step());
                        }
                        world.sleep(Duration.ofMillis(5));
                    });
            return "digest " + last.digest();
        }
    }

    private static void coordinate(TcpWorld world, int size, Duration joining, Duration timeout) throws Exception {
        try (Coordinator coordinator =
                new Coordinator(world, new Endpoint("127.0.0.1", 0), size, TOKEN, joining, timeout)) {
            System.out.println(LISTENING + coordinator.endpoint().port());
            coordinator.run();
        }
    }

    private static void work(TcpWorld world, Endpoint coordinator, int rank, Duration timeout, int rounds)
            throws InterruptedException {
        JoinRequest request =
                new JoinRequest(TOKEN, OptionalInt.of(rank), TcpWorld.processName(), timeout, PairRates.NONE);
        try (MeshGroup group = Rendezvous.join(world, coordinator, request)) {
            System.out.println("joined");
            MemorySegment values = Arena.ofAuto().allocate(100_000);
            for (int round = 0; round < rounds; round++) {
                group.allReduceSum(values, Kind.DENSE);
                world.sleep(Duration.ofMillis(5));
            }
        }
    }
}
