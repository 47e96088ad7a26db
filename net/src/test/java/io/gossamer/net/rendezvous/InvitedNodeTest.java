package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.net.admission.Admission;
import io.gossamer.net.admission.Invitations;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.Endpoint;
import io.gossamer.net.world.Listener;
import io.gossamer.net.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nodes whose keys nobody knows before they come: an invitation lets them in, and from then on the key is what counts. */
class InvitedNodeTest {
    private static final Endpoint HOST = new Endpoint("host", 4000);
    private static final Link LINK = new Link(new Bandwidth(20e6), Duration.ofMillis(10), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Charter CHARTER = new Charter("to add numbers up");
    private static final NodeKey HOST_KEY = NodeKey.create();

    private final Simulation simulation = new Simulation(SimulationConfig.of(1, LINK));

    private static SecureWorld open(World below, NodeKey key) {
        return new SecureWorld(below, key, Admission.anybody());
    }

    private static JoinRequest invited(String name, String token) {
        return new JoinRequest(token, OptionalInt.empty(), name, TIMEOUT, PairRates.NONE).at(HOST_KEY.id());
    }

    private void addHost() {
        simulation.addNode("host", below -> {
            try (SecureWorld world = open(below, HOST_KEY);
                    ViewCoordinator coordinator = new ViewCoordinator(
                            world, ReplicaSet.alone(HOST), Invitations.standing(world, "token"), CHARTER, TIMEOUT)) {
                coordinator.run();
            }
        });
    }

    @Test
    void learnsWhatTheGroupIsForAndTakesPart() {
        addHost();
        Map<String, Long> digests = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            String name = "guest" + i;
            simulation.addNode(name, LINK, Duration.ofMillis(150L * i), below -> {
                JoinRequest request = invited(name, "token");
                try (SecureWorld world = open(below, NodeKey.create())) {
                    assertThat(Rendezvous.ask(world, HOST, request)).isEqualTo(CHARTER);
                    try (ElasticGroup group = Rendezvous.enter(world, HOST, request)) {
                        digests.put(
                                name,
                                AddingUp.until(group, 100, name.hashCode(), state -> {})
                                        .digest());
                        group.barrier();
                    }
                }
            });
        }
        SimulationResult result = simulation.run(LIMIT);
        assertThat(digests).as("%s", result.outcomes()).hasSize(3);
        assertThat(digests.values()).containsOnly(digests.get("guest0"));
    }

    @Test
    void isToldThatItsTokenIsWrong() {
        addHost();
        simulation.addNode("guest", below -> {
            try (SecureWorld world = open(below, NodeKey.create())) {
                assertThatThrownBy(() -> Rendezvous.ask(world, HOST, invited("guest", "another")))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("the token is wrong");
                assertThatThrownBy(() -> Rendezvous.enter(world, HOST, invited("guest", "another")))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining("the token is wrong");
            }
        });
        assertThat(simulation.run(LIMIT).outcome("guest")).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void showsItsTokenToNobodyButTheHost() {
        NodeKey impostor = NodeKey.create();
        simulation.addNode("host", below -> {
            try (SecureWorld world = open(below, impostor);
                    Listener listener = world.listen(HOST)) {
                for (int visit = 0; visit < 2; visit++) {
                    Connection visitor = listener.accept(LIMIT).orElseThrow();
                    FrameChannel line = new FrameChannel(world, visitor);
                    assertThatThrownBy(() -> line.receiveHeader(LIMIT)).isInstanceOf(IOException.class);
                }
            }
        });
        simulation.addNode("guest", below -> {
            String there = "node " + impostor.id().brief() + " is there, not node "
                    + HOST_KEY.id().brief();
            try (SecureWorld world = open(below, NodeKey.create())) {
                assertThatThrownBy(() -> Rendezvous.ask(world, HOST, invited("guest", "token")))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining(there);
                assertThatThrownBy(() -> Rendezvous.enter(world, HOST, invited("guest", "token")))
                        .isInstanceOf(GossamerException.class)
                        .hasMessageContaining(there);
            }
        });
        simulation.run(LIMIT).requireReturned();
    }

    @Test
    void isMetByItsKeyAndNoOther() {
        NodeKey other = NodeKey.create();
        simulation.addNode("host", below -> {
            try (SecureWorld world = open(below, HOST_KEY);
                    Listener listener = world.listen(HOST)) {
                assertThat(listener.accept(LIMIT)).isPresent();
            }
        });
        simulation.addNode("guest", below -> {
            try (SecureWorld world = open(below, NodeKey.create());
                    Connection line = world.connect(HOST, TIMEOUT)) {
                new Welcome.Address("worker 1", HOST, Optional.of(HOST_KEY.id())).requireAt(line);
                assertThatThrownBy(() -> new Welcome.Address("worker 1", HOST, Optional.of(other.id())).requireAt(line))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("not node " + other.id().brief() + ", which worker 1 is");
            }
        });
        simulation.run(LIMIT).requireReturned();
    }
}
