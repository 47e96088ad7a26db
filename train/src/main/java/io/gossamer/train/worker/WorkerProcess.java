package io.gossamer.train.worker;

import io.gossamer.codec.array.NonFiniteValueException;
import io.gossamer.core.failure.DivergedException;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Json;
import io.gossamer.train.run.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A worker as a process of its own. It reads its {@link Orders} from standard input, tells {@link Event}s on standard
 * output and logs to standard error. It ends when its work is done, when a peer is lost, or when its launcher is gone.
 */
public final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int FAILED = 1;
    private static final int LAUNCHER_GONE = 3;

    private final PrintStream events;
    private volatile Wish wish = Wish.GO_ON;

    private WorkerProcess(PrintStream events) {
        this.events = events;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        PrintStream events = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        // An interrupt from the terminal reaches the whole process group; the launcher decides what it means.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        if (line == null) {
            Runtime.getRuntime().halt(LAUNCHER_GONE);
        }
        Orders orders = Json.read(line, Orders.class, "The orders");
        Libtorch.start(1);
        boolean done = new WorkerProcess(events).work(orders, input);
        events.flush();
        Runtime.getRuntime().halt(done ? 0 : FAILED);
    }

    private boolean work(Orders orders, BufferedReader input) throws InterruptedException {
        RunDirectory directory = RunDirectory.open(Path.of(orders.directory()));
        Job job = directory.job();
        try (TcpWorld world = new TcpWorld(job.shape(), job.seed(), orders.rank())) {
            world.spawn("listen to the launcher", () -> listen(input));
            meetAndTrain(orders, directory, job, world);
            return true;
        } catch (PeerFailureException lost) {
            LOG.error("A peer is lost", lost);
            tell(new Event.Failed(orders.rank(), lost.getMessage(), lost.hint(), Optional.of(lost.rank()), false));
        } catch (GossamerException failed) {
            LOG.error("Cannot go on", failed);
            boolean diverged = failed instanceof DivergedException || failed instanceof NonFiniteValueException;
            tell(new Event.Failed(orders.rank(), failed.getMessage(), failed.hint(), Optional.empty(), diverged));
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("Unexpected failure", bug);
            tell(new Event.Failed(
                    orders.rank(),
                    "Worker " + orders.rank() + " failed: " + firstLine(bug),
                    "This may be a bug; the log is "
                            + directory.method(orders.method()).log(orders.rank()) + ".",
                    Optional.empty(),
                    false));
        }
        return false;
    }

    private void meetAndTrain(Orders orders, RunDirectory directory, Job job, TcpWorld world)
            throws InterruptedException {
        if (orders.credentials().isEmpty()) {
            train(orders, directory, job, world);
            return;
        }
        try (SecureWorld secure = orders.credentials().get().secure(world)) {
            train(orders, directory, job, secure);
        }
    }

    private void train(Orders orders, RunDirectory directory, Job job, World world) throws InterruptedException {
        Checkpoints checkpoints = new Checkpoints(directory.method(orders.method()), orders.method());
        // The meeting comes first: heartbeats then tell a worker that is still loading from one that hangs.
        try (Group group = meet(orders, job, world);
                Task task = Tasks.openFor(job.task(), job.data().map(Path::of), job.model(), job.seed());
                TrainingLoop loop = new TrainingLoop(
                        job, orders.method(), group, orders.rank(), task, checkpoints, this::tell, () -> wish)) {
            loop.run(orders.resume());
        }
    }

    private static Group meet(Orders orders, Job job, World world) throws InterruptedException {
        Endpoint coordinator = Endpoint.parse(orders.coordinator());
        OptionalInt rank = orders.elastic() ? OptionalInt.empty() : OptionalInt.of(orders.rank());
        Optional<NodeId> host = orders.credentials().map(own -> new NodeId(own.host()));
        JoinRequest request =
                new JoinRequest(orders.token(), rank, TcpWorld.processName(), job.silence(), PairRates.NONE, host);
        return orders.elastic()
                ? Rendezvous.enter(world, coordinator, request)
                : Rendezvous.join(world, coordinator, request);
    }

    private void listen(BufferedReader input) {
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                wish = Wish.valueOf(line);
            }
        } catch (IOException broken) {
            LOG.warn("The launcher cannot be heard any more", broken);
        }
        LOG.warn("The launcher is gone");
        // An orderly exit would unload libtorch under the thread that computes in it.
        Signal.raise(new Signal("KILL"));
    }

    private synchronized void tell(Event event) {
        events.println(Json.line(event));
        events.flush();
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("") + " ("
                + failure.getClass().getSimpleName() + ")";
    }
}
