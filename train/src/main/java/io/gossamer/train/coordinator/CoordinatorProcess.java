package io.gossamer.train.coordinator;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.raft.FolderStorage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.rendezvous.Charter;
import io.gossamer.net.rendezvous.ReplicaSet;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import io.gossamer.train.run.Json;
import io.gossamer.train.worker.Credentials;
import io.gossamer.train.worker.LauncherLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica of a run's coordinator as a process of its own. It reads its {@link CoordinatorOrders} from standard input,
 * tells {@link CoordinatorNotice}s on standard output and logs to standard error. It serves until its launcher ends it, or
 * is gone.
 */
public final class CoordinatorProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorProcess.class);
    private static final int FAILED = 1;

    private final LauncherLine launcher;
    private final CoordinatorOrders orders;

    private CoordinatorProcess(LauncherLine launcher, CoordinatorOrders orders) {
        this.launcher = launcher;
        this.orders = orders;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        LauncherLine launcher = LauncherLine.open();
        new CoordinatorProcess(launcher, launcher.orders(CoordinatorOrders.class)).serve();
        // Whoever only serves ends by itself for a bad reason alone.
        Runtime.getRuntime().halt(FAILED);
    }

    private void serve() throws InterruptedException {
        launcher.follow(line -> LOG.warn("The launcher says what is not understood: {}", line));
        try (TcpWorld world = new TcpWorld()) {
            if (orders.credentials().isEmpty()) {
                serve(world);
            } else {
                try (SecureWorld secure = orders.credentials().get().secure(world)) {
                    serve(secure);
                }
            }
        } catch (GossamerException failed) {
            fail(failed.getMessage(), failed.hint(), failed);
        } catch (IOException failed) {
            fail(failed.getMessage(), "Check that " + orders.folder() + " is writable.", failed);
        }
    }

    private void serve(World world) throws IOException, InterruptedException {
        ReplicaSet replicas = replicas();
        Charter charter = new Charter(Json.line(orders.undertaking()));
        Invitations invitations = Invitations.standing(world, orders.token());
        try (ViewCoordinator coordinator = new ViewCoordinator(
                world,
                replicas,
                invitations,
                charter,
                orders.undertaking().job().silence())) {
            LOG.info("{} listens, {}", replicas, TcpWorld.processName());
            launcher.tell(new CoordinatorNotice.Listening());
            coordinator.run();
        }
    }

    private ReplicaSet replicas() throws IOException {
        List<Endpoint> endpoints =
                orders.replicas().stream().map(Endpoint::parse).toList();
        FolderStorage storage = new FolderStorage(Path.of(orders.folder()));
        ReplicaSet replicas = new ReplicaSet(
                orders.own(),
                endpoints,
                orders.secret(),
                storage,
                Timing.DEFAULT,
                orders.undertaking().job().seed());
        Optional<NodeId> node = orders.credentials().map(Credentials::host).map(NodeId::new);
        return node.map(replicas::withNode).orElse(replicas);
    }

    private void fail(String message, String hint, Exception failed) {
        LOG.error("This coordinator cannot go on", failed);
        launcher.tell(new CoordinatorNotice.Failed(String.valueOf(message), hint));
    }
}
