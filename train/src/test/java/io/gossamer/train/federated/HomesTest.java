package io.gossamer.train.federated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HomesTest {
    private static final int[] NOBODY = {};

    @Test
    void atFirstClientsAreDealtInStretches() {
        assertThat(new Homes(5).among(List.of(4, 7))).containsExactly(0, 0, 0, 1, 1);
    }

    @Test
    void whoLivesSomewhereStaysThoughRanksChange() {
        Homes homes = settled(6, List.of(1, 2, 3));
        assertThat(homes.among(List.of(3, 2, 1))).containsExactly(2, 2, 1, 1, 0, 0);
    }

    @Test
    void theClientsOfALostWorkerGoToWhoeverHasFewest() {
        Homes homes = settled(7, List.of(1, 2, 3));
        // 1 has 0 to 2, 2 has 3 and 4, 3 has 5 and 6.
        assertThat(homes.among(List.of(1, 2))).containsExactly(0, 0, 0, 1, 1, 1, 0);
    }

    @Test
    void whatAnAttemptSupposesIsForgottenUnlessItIsSettled() {
        Homes homes = settled(6, List.of(1, 2, 3));
        homes.among(List.of(1));
        assertThat(homes.among(List.of(1, 2, 3))).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void whoStartsAnewMovesToANewcomerUntilAllHaveAboutAsMany() {
        Homes homes = settled(6, List.of(1, 2));
        List<Integer> members = List.of(1, 2, 5);
        homes.settle(homes.among(members), members, new int[] {1});
        assertThat(homes.among(members)).containsExactly(0, 2, 0, 1, 1, 1);
        homes.settle(homes.among(members), members, new int[] {0, 2, 4, 5});
        assertThat(homes.among(members)).containsExactly(0, 2, 0, 1, 2, 1);
        assertThat(homes.isAt(4, 5)).isTrue();
        assertThat(homes.isAt(4, 2)).isFalse();
    }

    private static Homes settled(int clients, List<Integer> members) {
        Homes homes = new Homes(clients);
        homes.settle(homes.among(members), members, NOBODY);
        return homes;
    }
}
