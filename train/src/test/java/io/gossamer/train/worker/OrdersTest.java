package io.gossamer.train.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.secure.SecureWorld;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.train.run.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final NodeKey OWN = NodeKey.create();
    private static final NodeKey OTHER = NodeKey.create();

    private static Orders orders() {
        return new Orders(
                "/runs/1",
                "dgc",
                1,
                true,
                List.of("127.0.0.1:4000", "127.0.0.1:4001"),
                "a-token",
                4,
                Optional.of(Credentials.among(List.of(OWN, OTHER), OWN, OTHER.id())),
                Optional.empty());
    }

    @Test
    void whoTakesAPlaceHasItsOwnInvitationAndNoPast() {
        Orders again = orders().forReplacement("another");
        assertThat(again.token()).isEqualTo("another");
        assertThat(again.resume()).isEmpty();
        assertThat(again.rank()).isEqualTo(orders().rank());
    }

    @Test
    void ordersSurviveTheirLineOfJson() {
        String line = Json.line(orders());
        assertThat(line).doesNotContain("\n");
        assertThat(Json.read(line, Orders.class, "The orders")).isEqualTo(orders());
    }

    @Test
    void credentialsMakeTheirHoldersNode() {
        try (TcpWorld below = new TcpWorld();
                SecureWorld world = orders().credentials().orElseThrow().secure(below)) {
            assertThat(world.id()).isEqualTo(OWN.id());
        }
    }

    @Test
    void secretsAreNotShown() {
        assertThat(orders().toString()).isEqualTo("Orders[dgc, worker 1]");
        assertThat(orders().credentials().orElseThrow().toString()).isEqualTo("Credentials[2 nodes]");
    }
}
