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
import io.gossamer.net.stripe.StripedWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker as a process of its own. It reads its {@link Orders} from standard input, tells {@link Event}s on standard
 * output and logs to standard error. It ends when its work is done, when a peer is lost, or when its launcher is gone.
 */
public final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int FAILED = 1;

    private final LauncherLine launcher;
    private volatile Wish wish = Wish.GO_ON;

    private WorkerProcess(LauncherLine launcher) {
        this.launcher = launcher;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        LauncherLine launcher = LauncherLine.open();
        Orders orders = launcher.orders(Orders.class);
        Libtorch.start(1);
        boolean done = new WorkerProcess(launcher).work(orders);
        Runtime.getRuntime().halt(done ? 0 : FAILED);
    }

    private boolean work(Orders orders) throws InterruptedException {
        RunDirectory directory = RunDirectory.open(Path.of(orders.directory()));
        Job job = directory.job();
        launcher.follow(line -> wish = Wish.valueOf(line));
        try (TcpWorld world = new TcpWorld(job.shape(), job.seed(), orders.rank())) {
            meetAndTrain(orders, directory, job, bundled(orders, world));
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

    /** Coordinators have little to say: what leads to them is one connection. */
    private static World bundled(Orders orders, World world) {
        return new StripedWorld(world, orders.connections(), Set.copyOf(coordinators(orders)));
    }

    private static List<Endpoint> coordinators(Orders orders) {
        return orders.coordinators().stream().map(Endpoint::parse).toList();
    }

    private void meetAndTrain(Orders orders, RunDirectory directory, Job job, World world) throws InterruptedException {
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
        List<Endpoint> coordinators = coordinators(orders);
        OptionalInt rank = orders.elastic() ? OptionalInt.empty() : OptionalInt.of(orders.rank());
        Optional<NodeId> host = orders.credentials().map(own -> new NodeId(own.host()));
        JoinRequest request =
                new JoinRequest(orders.token(), rank, TcpWorld.processName(), job.silence(), PairRates.NONE, host);
        return orders.elastic()
                ? Rendezvous.enter(world, coordinators, request)
                : Rendezvous.join(world, coordinators.getFirst(), request);
    }

    private void tell(Event event) {
        launcher.tell(event);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("") + " ("
                + failure.getClass().getSimpleName() + ")";
    }
}
