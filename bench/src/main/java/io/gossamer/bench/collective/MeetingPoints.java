package io.gossamer.bench.collective;

import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.rendezvous.ViewCoordinator;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the processes of a comparison meet: a coordinator without TLS, one with, a file of Gloo's, a master of PCCL's. */
final class MeetingPoints implements AutoCloseable {
    /** How many words it is. */
    static final int WORDS = 6;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(5);

    private final TcpWorld world = new TcpWorld();
    private final SecureWorld secureWorld = new SecureWorld(world, NodeKey.create(), Admission.anybody());
    private final String token;
    private final ViewCoordinator plain;
    private final ViewCoordinator secure;
    private final Path folder = Files.createTempDirectory("gossamer-bench");
    private final String pcclLibrary;
    private final int pcclPort;
    private final Optional<Pccl.Master> pcclMaster;

    /** @param pccl the library of PCCL, if it takes part */
    MeetingPoints(Optional<Path> pccl) throws IOException {
        pcclLibrary = pccl.map(Path::toString).orElse("");
        pcclPort = freePort();
        pcclMaster = pccl.map(library -> new Pccl(library).master(pcclPort));
        Invitations invitations = new Invitations(world);
        token = invitations.issue(Duration.ofDays(1), Invitations.UNLIMITED);
        plain = coordinator(world, invitations);
        secure = coordinator(secureWorld, invitations);
    }

    private static ViewCoordinator coordinator(World world, Invitations invitations) throws IOException {
        ViewCoordinator coordinator = new ViewCoordinator(world, new Endpoint("127.0.0.1", 0), invitations, TIMEOUT);
        world.spawn("coordinator", () -> {
            try {
                coordinator.run();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        return coordinator;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path glooFile() {
        return folder.resolve("gloo");
    }

    /** As arguments of a process. */
    List<String> words() {
        return List.of(
                plain.endpoint().toString(),
                secure.endpoint().toString(),
                token,
                glooFile().toString(),
                pcclLibrary,
                Integer.toString(pcclPort));
    }

    @Override
    public void close() throws IOException {
        pcclMaster.ifPresent(Pccl.Master::close);
        plain.close();
        secure.close();
        secureWorld.close();
        world.close();
        Files.deleteIfExists(glooFile());
        Files.delete(folder);
    }

    /** What a process knows of them. */
    record Known(Endpoint plain, Endpoint secure, String token, String glooFile, String pcclLibrary, int pcclPort) {
        static Known parse(List<String> words) {
            return new Known(
                    Endpoint.parse(words.get(0)),
                    Endpoint.parse(words.get(1)),
                    words.get(2),
                    words.get(3),
                    words.get(4),
                    Integer.parseInt(words.get(5)));
        }

        /** A process's end of PCCL's group with all others. */
        Pccl.Communicator enterPccl(int size) throws InterruptedException {
            return new Pccl(Path.of(pcclLibrary)).join(pcclPort, size);
        }

        /** A process's group with all others. */
        ElasticGroup enter(World world, Endpoint coordinator, int size) throws InterruptedException {
            ElasticGroup group = Rendezvous.enter(world, coordinator, request(token));
            while (group.size() < size) {
                world.sleep(RETRY);
                group.admit();
            }
            return group;
        }

        private static JoinRequest request(String token) {
            return new JoinRequest(token, OptionalInt.empty(), TcpWorld.processName(), TIMEOUT, PairRates.NONE);
        }
    }
}
