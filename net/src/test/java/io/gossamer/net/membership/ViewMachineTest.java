package io.gossamer.net.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewMachineTest {
    private static final OperationId FIRST = new OperationId(0, 0);
    private static final FlushReport NOTHING = new FlushReport(Map.of(), Set.of(), Set.of(), Set.of());

    private final ViewMachine machine = new ViewMachine();

    private List<Effect> take(Command command) {
        return machine.take(command);
    }

    private static Effect.Install install(List<Effect> effects) {
        return (Effect.Install) effects.getLast();
    }

    /** Members 1 to 3, in view 2. */
    private void threeMembers() {
        take(new Command.Apply(1));
        take(new Command.Apply(2));
        take(new Command.Apply(3));
        assertThat(install(take(new Command.Vote(1, 1, new Ballot.Admit()))).view())
                .isEqualTo(new View(2, List.of(1L, 2L, 3L)));
    }

    private static FlushReport whole(OperationId... operations) {
        return new FlushReport(Map.of(), Set.of(operations), Set.of(), Set.of());
    }

    private static FlushReport part(OperationId... operations) {
        return new FlushReport(Map.of(), Set.of(), Set.of(operations), Set.of());
    }

    @Test
    void theFirstNeedsNobodysConsentAndOthersThatOfAll() {
        assertThat(take(new Command.Apply(1)))
                .containsExactly(
                        new Effect.Install(new View(1, List.of(1L)), Set.of(), Map.of(), Set.of(1L), Set.of()));
        assertThat(take(new Command.Apply(2))).isEmpty();
        assertThat(take(new Command.Vote(1, 1, new Ballot.Admit())))
                .containsExactly(
                        new Effect.Install(new View(2, List.of(1L, 2L)), Set.of(), Map.of(), Set.of(2L), Set.of()));
        assertThat(take(new Command.Vote(1, 2, new Ballot.Admit()))).isEmpty();
        assertThat(take(new Command.Vote(2, 2, new Ballot.Admit())))
                .containsExactly(new Effect.Agreed(new View(2, List.of(1L, 2L))));
    }

    @Test
    void whoIsLostTakesItsVoteAlong() {
        threeMembers();
        take(new Command.Vote(1, 2, new Ballot.Reorder(List.of(3L, 1L, 2L))));
        take(new Command.Vote(2, 2, new Ballot.Reorder(List.of(3L, 1L, 2L))));
        assertThat(take(new Command.Lose(3))).containsExactly(new Effect.Flush(new View(2, List.of(1L, 2L))));
        take(new Command.Flushed(1, 2, NOTHING));
        assertThat(install(take(new Command.Flushed(2, 2, NOTHING))).view()).isEqualTo(new View(3, List.of(1L, 2L)));
    }

    @Test
    void anOperationCountsIfAllWhoAreLeftHaveIt() {
        threeMembers();
        take(new Command.Lose(2));
        take(new Command.Flushed(1, 2, whole(FIRST)));
        assertThat(install(take(new Command.Flushed(3, 2, whole(FIRST)))).committed())
                .containsExactly(FIRST);
    }

    @Test
    void anOperationThatOneHandedOutCounts() {
        threeMembers();
        take(new Command.Lose(2));
        take(new Command.Flushed(1, 2, new FlushReport(Map.of(0L, 1L), Set.of(), Set.of(), Set.of())));
        assertThat(install(take(new Command.Flushed(3, 2, whole(FIRST)))).committed())
                .containsExactly(FIRST);
    }

    @Test
    void anOperationThatOneKeepsCountsAndIsGivenToTheOthers() {
        threeMembers();
        take(new Command.Lose(2));
        take(new Command.Flushed(1, 2, new FlushReport(Map.of(0L, 1L), Set.of(), Set.of(), Set.of(FIRST))));
        Effect.Install install = install(take(new Command.Flushed(3, 2, part(FIRST))));
        assertThat(install.committed()).containsExactly(FIRST);
        assertThat(install.donations()).isEqualTo(Map.of(FIRST, new Donation(1, Set.of(3L))));
    }

    @Test
    void anOperationThatOneHasInPartOrHasNotBegunDoesNotCount() {
        threeMembers();
        take(new Command.Lose(2));
        take(new Command.Flushed(1, 2, whole(FIRST, new OperationId(7, 0))));
        assertThat(install(take(new Command.Flushed(3, 2, part(FIRST)))).committed())
                .isEmpty();
    }

    @Test
    void aMemberLostWhileOthersReportIsNotWaitedFor() {
        threeMembers();
        take(new Command.Lose(1));
        take(new Command.Flushed(2, 2, part(FIRST)));
        assertThat(install(take(new Command.Lose(3))).view()).isEqualTo(new View(3, List.of(2L)));
    }

    @Test
    void oneBadConnectionEndsAViewAndASecondTimeTheLaterMember() {
        threeMembers();
        assertThat(take(new Command.Suspect(3, 2, 1))).containsExactly(new Effect.Flush(machine.view()));
        for (long member = 1; member <= 3; member++) {
            take(new Command.Flushed(member, 2, NOTHING));
        }
        assertThat(machine.view()).isEqualTo(new View(3, List.of(1L, 2L, 3L)));
        assertThat(take(new Command.Suspect(1, 3, 3)).getFirst())
                .isInstanceOfSatisfying(
                        Effect.Expel.class, expel -> assertThat(expel.member()).isEqualTo(3));
        assertThat(machine.view().ring()).containsExactly(1L, 2L);
    }

    @Test
    void whoMerelyDoesNotAnswerMostOthersStays() {
        threeMembers();
        take(new Command.Suspect(2, 2, 1));
        take(new Command.Suspect(3, 2, 1));
        assertThat(machine.view().ring()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whomMostOthersAccuseIsOutHoweverEarlyItCame() {
        threeMembers();
        assertThat(take(new Command.Suspect(2, 2, 1, true))).containsExactly(new Effect.Flush(machine.view()));
        assertThat(take(new Command.Suspect(3, 2, 1, true)).getFirst())
                .isInstanceOfSatisfying(
                        Effect.Expel.class, expel -> assertThat(expel.member()).isEqualTo(1));
        take(new Command.Flushed(2, 2, NOTHING));
        assertThat(install(take(new Command.Flushed(3, 2, NOTHING))).view()).isEqualTo(new View(3, List.of(2L, 3L)));
    }

    @Test
    void whoSuspectsAllOthersGainsNothing() {
        threeMembers();
        take(new Command.Suspect(3, 2, 1));
        take(new Command.Suspect(3, 2, 2));
        assertThat(machine.view().ring()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whoVotesForSomethingElseIsOutOfStep() {
        threeMembers();
        take(new Command.Vote(1, 2, new Ballot.Admit()));
        assertThat(take(new Command.Vote(2, 2, new Ballot.Reorder(List.of(3L, 1L, 2L))))
                        .getFirst())
                .isInstanceOfSatisfying(
                        Effect.Expel.class, expel -> assertThat(expel.member()).isEqualTo(2));
    }

    @Test
    void theRingGetsTheOrderThatAllWant() {
        threeMembers();
        Ballot other = new Ballot.Reorder(List.of(3L, 1L, 2L));
        take(new Command.Vote(1, 2, other));
        take(new Command.Vote(2, 2, other));
        assertThat(take(new Command.Vote(3, 2, other)))
                .containsExactly(
                        new Effect.Install(new View(3, List.of(3L, 1L, 2L)), Set.of(), Map.of(), Set.of(), Set.of()));
        take(new Command.Lose(1));
        take(new Command.Flushed(2, 3, NOTHING));
        assertThat(install(take(new Command.Flushed(3, 3, NOTHING))).view()).isEqualTo(new View(4, List.of(3L, 2L)));
    }

    @Test
    void theRingStaysWhereNotAllWantTheSameOrWhatTheyWantIsNoRing() {
        threeMembers();
        for (List<Long> last : List.of(List.of(2L, 1L, 3L), List.of(1L, 1L, 2L), List.of(1L, 2L))) {
            take(new Command.Vote(1, 2, new Ballot.Reorder(List.of(1L, 1L, 2L))));
            take(new Command.Vote(2, 2, new Ballot.Reorder(List.of(1L, 1L, 2L))));
            assertThat(take(new Command.Vote(3, 2, new Ballot.Reorder(last))))
                    .containsExactly(new Effect.Agreed(new View(2, List.of(1L, 2L, 3L))));
        }
    }

    @Test
    void whatComesFromAnEarlierViewIsNothing() {
        threeMembers();
        assertThat(take(new Command.Vote(1, 1, new Ballot.Admit()))).isEmpty();
        assertThat(take(new Command.Suspect(1, 1, 2))).isEmpty();
        assertThat(take(new Command.Flushed(1, 2, NOTHING))).isEmpty();
    }

    @Test
    void whenAllAreLostThoseWhoWaitBeginAnew() {
        take(new Command.Apply(1));
        take(new Command.Apply(2));
        assertThat(take(new Command.Lose(1)))
                .last()
                .isEqualTo(new Effect.Install(new View(2, List.of(2L)), Set.of(), Map.of(), Set.of(2L), Set.of()));
    }

    @Test
    void withTheLastGoodbyeTheGroupIsOver() {
        take(new Command.Apply(1));
        take(new Command.Apply(2));
        assertThat(take(new Command.Leave(1))).contains(new Effect.Expel(2, "the group is over"));
        assertThat(machine.view().ring()).isEmpty();
        assertThat(take(new Command.Apply(3))).containsExactly(new Effect.Expel(3, "the group is over"));
    }

    @Test
    void whoLeavesOthersBehindEndsNothing() {
        take(new Command.Apply(1));
        take(new Command.Lose(1));
        assertThat(install(take(new Command.Apply(2))).view().ring()).containsExactly(2L);
    }

    @Test
    void aNumberIsGivenOnce() {
        take(new Command.Apply(1));
        assertThatThrownBy(() -> take(new Command.Apply(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
