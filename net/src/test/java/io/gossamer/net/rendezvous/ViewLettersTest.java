package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.Command;
import io.gossamer.net.membership.Donation;
import io.gossamer.net.membership.Effect;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.membership.Pair;
import io.gossamer.net.membership.View;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewLettersTest {
    private static final OperationId ONE = new OperationId(0, 41);
    private static final OperationId OTHER = new OperationId(7, 2);
    private static final FlushReport REPORT =
            new FlushReport(Map.of(0L, 41L, 7L, 2L), Set.of(ONE), Set.of(OTHER), Set.of(ONE));

    private static ViewLetters.Installation installation(long own) {
        Effect.Install install = new Effect.Install(
                new View(9, List.of(4L, 2L, 8L)),
                Set.of(ONE),
                Map.of(ONE, new Donation(2, Set.of(4L, 8L))),
                Set.of(8L),
                Set.of(Pair.of(4, 2)));
        Map<Long, Welcome.Address> addresses = Map.of(
                4L, new Welcome.Address("worker 4", new Endpoint("10.0.0.4", 4), Optional.empty()),
                2L, new Welcome.Address("worker 2", new Endpoint("10.0.0.2", 2), Optional.empty()),
                8L, new Welcome.Address("worker 8", new Endpoint("10.0.0.8", 8), Optional.empty()));
        return ViewLetters.Installation.of(new byte[16], own, install, addresses);
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void aViewSurvivesTheWay() throws ProtocolException {
        ViewLetters.Installation sent = installation(2);
        ViewLetters.Installation heard = ViewLetters.Installation.decode(sent.encode());
        assertThat(heard.view()).isEqualTo(sent.view());
        assertThat(heard.addresses()).isEqualTo(sent.addresses());
        assertThat(heard.committed()).isEqualTo(sent.committed());
        assertThat(heard.donations()).isEqualTo(sent.donations());
        assertThat(heard.own()).isEqualTo(2);
    }

    @Test
    void aMemberNeedsNewConnectionsToNewcomersAndToWhomItLost() {
        assertThat(installation(2).fresh()).containsExactlyInAnyOrder(8L, 4L);
        assertThat(installation(4).fresh()).containsExactlyInAnyOrder(8L, 2L);
        assertThat(installation(8).fresh()).containsExactlyInAnyOrder(2L, 4L);
    }

    @Test
    void whatMembersSayBecomesCommands() throws ProtocolException {
        assertThat(ViewLetters.command(
                        3, Tag.VOTE, new ViewLetters.Voted(5, new Ballot.Reorder(List.of(3L, 1L, 2L))).encode()))
                .isEqualTo(new Command.Vote(3, 5, new Ballot.Reorder(List.of(3L, 1L, 2L))));
        assertThat(ViewLetters.command(3, Tag.SUSPECT, ViewLetters.suspicion(5, 1, true)))
                .isEqualTo(new Command.Suspect(3, 5, 1, true));
        assertThat(ViewLetters.command(3, Tag.FLUSHED, ViewLetters.flushed(5, REPORT)))
                .isEqualTo(new Command.Flushed(3, 5, REPORT));
        assertThat(ViewLetters.view(ViewLetters.view(77))).isEqualTo(77);
        assertThatThrownBy(() -> ViewLetters.command(3, Tag.GO, Talk.NOTHING)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void hostileLettersAreReadOrRefused() {
        fuzz(
                bytes -> ViewLetters.Installation.decode(MemorySegment.ofArray(bytes)),
                installation(2).encode());
        fuzz(
                bytes -> ViewLetters.command(1, Tag.FLUSHED, MemorySegment.ofArray(bytes)),
                ViewLetters.flushed(5, REPORT));
        fuzz(
                bytes -> ViewLetters.command(1, Tag.VOTE, MemorySegment.ofArray(bytes)),
                new ViewLetters.Voted(5, new Ballot.Admit()).encode());
        fuzz(
                bytes -> ViewLetters.command(1, Tag.SUSPECT, MemorySegment.ofArray(bytes)),
                ViewLetters.suspicion(5, 1, true));
    }

    private static void fuzz(MutationFuzzer.Parser parser, MemorySegment sample) {
        int parsed = MutationFuzzer.of(parser, List.of(bytes(sample)))
                .allowing(ProtocolException.class)
                .iterations(5_000)
                .run();
        assertThat(parsed).isPositive();
    }
}
