package io.gossamer.net.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.identity.NodeId;
import io.gossamer.net.identity.NodeKey;
import io.gossamer.net.shape.Link;
import io.gossamer.net.simulation.NodeBody;
import io.gossamer.net.simulation.Simulation;
import io.gossamer.net.simulation.SimulationConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private static final NodeId ONE = NodeKey.create().id();
    private static final NodeId OTHER = NodeKey.create().id();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void aListIsReadFromItsFile() throws Exception {
        Path file = folder.resolve("nodes");
        Files.writeString(file, "# ours\n\n  " + ONE + "  # the big one\n");
        AllowList list = AllowList.read(file);
        assertThat(list.objection(ONE)).isEmpty();
        assertThat(list.objection(OTHER))
                .contains("the key of node " + OTHER.brief() + " is not on the list of admitted nodes");
    }

    @Test
    void aListMayChangeWhileItIsInUse() {
        AllowList list = AllowList.of(ONE);
        list.admit(OTHER);
        list.revoke(ONE);
        assertThat(list.objection(OTHER)).isEmpty();
        assertThat(list.objection(ONE)).isPresent();
    }

    @Test
    void theWrongLineIsNamed() throws Exception {
        Path file = folder.resolve("nodes");
        Files.writeString(file, ONE + "\nnot-an-id\n");
        assertThatThrownBy(() -> AllowList.read(file))
                .isInstanceOf(GossamerException.class)
                .hasMessage(file + ", line 2: 'not-an-id' is no node id");
    }

    @Test
    void aTokenOpensTheDoorUntilItExpires() {
        inVirtualTime(world -> {
            Invitations invitations = new Invitations(world);
            String token = invitations.issue(MINUTE, Invitations.UNLIMITED);
            assertThat(invitations.redeem(token)).isEmpty();
            world.sleep(MINUTE.minusNanos(1));
            assertThat(invitations.redeem(token)).isEmpty();
            world.sleep(Duration.ofNanos(1));
            assertThat(invitations.redeem(token)).contains("the token has expired");
        });
    }

    @Test
    void aTokenForOneLetsInOne() {
        inVirtualTime(world -> {
            Invitations invitations = new Invitations(world);
            String token = invitations.issue(MINUTE, 1);
            String another = invitations.issue(MINUTE, 2);
            assertThat(invitations.objection(token)).isEmpty();
            assertThat(invitations.redeem(token)).isEmpty();
            assertThat(invitations.redeem(token)).contains("the token has been used");
            assertThat(invitations.redeem(another)).isEmpty();
            assertThat(invitations.redeem(another)).isEmpty();
            assertThat(invitations.redeem(another)).contains("the token has been used");
            assertThat(invitations.redeem("guess")).contains("the token is wrong");
            assertThat(invitations.redeem("")).contains("the token is wrong");
            assertThat(token).hasSize(32).isNotEqualTo(another);
        });
    }

    @Test
    void aStandingTokenIsNotUsedUp() {
        inVirtualTime(world -> {
            Invitations invitations = Invitations.standing(world, "secret");
            for (int i = 0; i < 3; i++) {
                assertThat(invitations.redeem("secret")).isEmpty();
                world.sleep(Duration.ofDays(1));
            }
            assertThat(invitations.redeem("Secret")).contains("the token is wrong");
        });
    }

    @Test
    void expiredInvitationsMakeRoomForNewOnes() {
        inVirtualTime(world -> {
            Invitations invitations = new Invitations(world);
            for (int i = 0; i < 10_000; i++) {
                assertThat(invitations.issue(MINUTE, 1)).isNotEmpty();
            }
            assertThatThrownBy(() -> invitations.issue(MINUTE, 1)).isInstanceOf(GossamerException.class);
            world.sleep(MINUTE);
            assertThat(invitations.redeem(invitations.issue(MINUTE, 1))).isEmpty();
        });
    }

    @Test
    void anInvitationNamesItsHostAndHidesItsToken() {
        Invitation invitation = new Invitation("0123@x", ONE);
        assertThat(Invitation.parse(invitation.text())).isEqualTo(invitation);
        assertThat(invitation.toString()).doesNotContain("0123");
        assertThatThrownBy(() -> Invitation.parse("token")).isInstanceOf(GossamerException.class);
        assertThatThrownBy(() -> Invitation.parse("token@host")).isInstanceOf(GossamerException.class);
    }

    @Test
    void aHostThatComesTooOftenWaits() {
        AttemptRate rate = new AttemptRate(new Limits(1, MINUTE, 1, 1, 3, 2));
        long start = Long.MAX_VALUE - 1;
        for (int i = 0; i < 3; i++) {
            assertThat(rate.allows("a", start)).isTrue();
        }
        assertThat(rate.allows("a", start)).isFalse();
        assertThat(rate.allows("b", start)).isTrue();
        assertThat(rate.allows("a", start + 499_999_999)).isFalse();
        assertThat(rate.allows("a", start + 500_000_001)).isTrue();
        assertThat(rate.allows("a", start + 500_000_001)).isFalse();
    }

    @Test
    void hostileListsAndInvitationsAreReadOrRefused() {
        fuzz(text -> AllowList.parse(text.lines().toList(), "list"), "# ours\n" + ONE + "\n" + OTHER + " # two\n");
        fuzz(text -> Invitation.parse(text), new Invitation("token", ONE).text());
    }

    private interface TextParser {
        void parse(String text);
    }

    private static void fuzz(TextParser parser, String sample) {
        MutationFuzzer.of(
                        bytes -> parser.parse(new String(bytes, StandardCharsets.UTF_8)),
                        List.of(sample.getBytes(StandardCharsets.UTF_8)))
                .allowing(GossamerException.class)
                .iterations(2_000)
                .run();
    }

    private static void inVirtualTime(NodeBody body) {
        Simulation simulation = new Simulation(SimulationConfig.of(1, Link.NONE));
        simulation.addNode("node", body);
        simulation.run(Duration.ofDays(10)).requireReturned();
    }
}
