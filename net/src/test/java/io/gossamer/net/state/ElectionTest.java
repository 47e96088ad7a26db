package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.state.Election.Fate;
import io.gossamer.net.state.Offer.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private static final Fate CLEAN = new Fate.Clean();

    private final Map<Long, Offer> offers = new LinkedHashMap<>();

    /** Arrays a, b, ... of 10, 20, ... elements with these hashes. */
    private void offer(long member, long revision, Part part, int... hashes) {
        TreeMap<String, Content> entries = new TreeMap<>();
        for (int i = 0; i < hashes.length; i++) {
            entries.put(String.valueOf((char) ('a' + i)), new Content("float32", 10L * (i + 1), hashes[i], false));
        }
        offers.put(member, new Offer(revision, part, entries));
    }

    private Map<Long, Fate> fates(OptionalLong expected) {
        return Election.hold(expected, offers).fates();
    }

    @Test
    void whatTwoOfThreeHoldCountsAndOnlyWhatDiffersTravels() {
        offer(1, 5, Part.POPULAR, 7, 9);
        offer(2, 5, Part.POPULAR, 7, 8);
        offer(3, 5, Part.POPULAR, 7, 8);
        assertThat(fates(OptionalLong.of(5)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(1L, new Fate.Fetch(Map.of(2L, List.of("b"))), 2L, CLEAN, 3L, CLEAN));
    }

    @Test
    void aRevisionTooManyIsShutOutAndOneTooFewIsBroughtUpToDate() {
        offer(1, 6, Part.POPULAR, 1);
        offer(2, 5, Part.POPULAR, 2);
        offer(3, 4, Part.POPULAR, 3);
        Map<Long, Fate> fates = fates(OptionalLong.of(5));
        assertThat(fates.get(1L)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates.get(2L)).isEqualTo(CLEAN);
        assertThat(fates.get(3L)).isEqualTo(new Fate.Fetch(Map.of(2L, List.of("a"))));
    }

    @Test
    void theOutdatedAreOutvotedHoweverManyTheyAre() {
        offer(1, 4, Part.POPULAR, 1);
        offer(2, 4, Part.POPULAR, 1);
        offer(3, 5, Part.POPULAR, 2);
        assertThat(fates(OptionalLong.of(5)).get(3L)).isEqualTo(CLEAN);
        assertThat(fates(OptionalLong.of(5)).get(1L)).isEqualTo(new Fate.Fetch(Map.of(3L, List.of("a"))));
    }

    @Test
    void theFirstSynchronisationGoesOnFromWhereARunStopped() {
        offer(1, 0, Part.POPULAR, 1);
        offer(2, 812, Part.POPULAR, 2);
        Election.Outcome outcome = Election.hold(OptionalLong.empty(), offers);
        assertThat(outcome.revision()).isEqualTo(812);
        assertThat(outcome.fates().get(1L)).isEqualTo(new Fate.Fetch(Map.of(2L, List.of("a"))));
    }

    @Test
    void otherArraysAreShutOut() {
        offer(1, 5, Part.POPULAR, 1);
        offer(2, 5, Part.POPULAR, 1);
        offer(3, 5, Part.POPULAR, 1, 2);
        assertThat(fates(OptionalLong.of(5)).get(3L)).isInstanceOf(Fate.Expelled.class);
    }

    @Test
    void whoOnlyGivesIsNotOverwritten() {
        offer(1, 5, Part.SEND_ONLY, 1);
        offer(2, 5, Part.SEND_ONLY, 1);
        offer(3, 5, Part.SEND_ONLY, 2);
        offer(4, 5, Part.RECEIVE_ONLY, 3);
        Map<Long, Fate> fates = fates(OptionalLong.of(5));
        assertThat(fates.get(3L)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates.get(4L)).isEqualTo(new Fate.Fetch(Map.of(1L, List.of("a"))));
    }

    @Test
    void whoOnlyTakesIsNeverAsked() {
        offer(1, 5, Part.RECEIVE_ONLY, 1);
        offer(2, 5, Part.RECEIVE_ONLY, 1);
        offer(3, 5, Part.SEND_ONLY, 2);
        assertThat(fates(OptionalLong.of(5)).get(1L)).isEqualTo(new Fate.Fetch(Map.of(3L, List.of("a"))));
    }

    @Test
    void givingAndTakingDoesNotGoTogetherWithWhatMostHold() {
        offer(1, 5, Part.POPULAR, 1);
        offer(2, 5, Part.SEND_ONLY, 1);
        assertThat(fates(OptionalLong.of(5)).get(2L)).isInstanceOf(Fate.Expelled.class);
    }

    @Test
    void aJoinerFetchesFromSeveralAtOnce() {
        offer(1, 5, Part.POPULAR, 1, 1, 1, 1);
        offer(2, 5, Part.POPULAR, 1, 1, 1, 1);
        offer(3, 0, Part.POPULAR, 0, 0, 0, 0);
        assertThat(fates(OptionalLong.of(5)).get(3L))
                .isEqualTo(new Fate.Fetch(Map.of(1L, List.of("d", "a"), 2L, List.of("c", "b"))));
    }

    @Test
    void whatMayDifferNeverTravels() {
        TreeMap<String, Content> own = new TreeMap<>(Map.of("own", new Content("float32", 3, 1, true)));
        TreeMap<String, Content> other = new TreeMap<>(Map.of("own", new Content("float32", 3, 2, true)));
        offers.put(1L, new Offer(5, Part.POPULAR, own));
        offers.put(2L, new Offer(5, Part.POPULAR, other));
        assertThat(fates(OptionalLong.of(5))).containsExactlyInAnyOrderEntriesOf(Map.of(1L, CLEAN, 2L, CLEAN));
    }
}
