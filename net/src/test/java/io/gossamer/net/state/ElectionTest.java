package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.state.Election.Fate;
import io.gossamer.net.state.Offer.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private static final Fate CLEAN = new Fate.Clean();

    private final Map<Integer, Offer> offers = new LinkedHashMap<>();

    /** Arrays a, b, ... of 10, 20, ... bytes with these hashes. */
    private void offer(int member, long revision, OptionalLong expected, Part part, int... hashes) {
        TreeMap<String, Content> entries = new TreeMap<>();
        for (int i = 0; i < hashes.length; i++) {
            String name = String.valueOf((char) ('a' + i));
            entries.put(name, new Content("bytes", 10L * (i + 1), List.of(hashes[i]), false));
        }
        offers.put(member, new Offer(revision, expected, part, Set.of(), entries));
    }

    /** Of a member that took part in the last synchronisation, and expects revision 5. */
    private void offer(int member, long revision, int... hashes) {
        offer(member, revision, OptionalLong.of(5), Part.POPULAR, hashes);
    }

    private void give(int member, int... hashes) {
        offer(member, 5, OptionalLong.of(5), Part.SEND_ONLY, hashes);
    }

    private void take(int member, int... hashes) {
        offer(member, 5, OptionalLong.of(5), Part.RECEIVE_ONLY, hashes);
    }

    private void distrust(int member, Integer... distrusted) {
        offers.computeIfPresent(member, (key, offer) -> offer.distrusting(Set.of(distrusted)));
    }

    private Map<Integer, Fate> fates() {
        return Election.hold(offers).fates();
    }

    private static Fate fetch(int source, String... arrays) {
        return new Fate.Fetch(Map.of(source, blocks(arrays)));
    }

    private static List<Block> blocks(String... arrays) {
        return List.of(arrays).stream().map(array -> new Block(array, 0)).toList();
    }

    @Test
    void whatTwoOfThreeHoldCountsAndOnlyWhatDiffersTravels() {
        offer(1, 5, 7, 9);
        offer(2, 5, 7, 8);
        offer(3, 5, 7, 8);
        assertThat(fates()).isEqualTo(Map.of(1, fetch(2, "b"), 2, CLEAN, 3, CLEAN));
    }

    @Test
    void ofALargeArrayOnlyTheBlocksThatDifferTravel() {
        Content right = new Content("bytes", 3 * Block.BYTES, List.of(1, 2, 3), false);
        Content wrong = new Content("bytes", 3 * Block.BYTES, List.of(1, 9, 3), false);
        for (int member = 1; member <= 3; member++) {
            TreeMap<String, Content> entries = new TreeMap<>(Map.of("w", member == 2 ? wrong : right));
            offers.put(member, new Offer(5, OptionalLong.of(5), Part.POPULAR, Set.of(), entries));
        }
        assertThat(fates().get(2)).isEqualTo(new Fate.Fetch(Map.of(1, List.of(new Block("w", 1)))));
    }

    @Test
    void aRevisionTooManyIsShutOutAndOneTooFewIsBroughtUpToDate() {
        offer(1, 6, 1);
        offer(2, 5, 2);
        offer(3, 4, 3);
        assertThat(fates().get(1)).isEqualTo(new Fate.Expelled("its shared state has revision 6, where 5 comes next"));
        assertThat(fates().get(2)).isEqualTo(CLEAN);
        assertThat(fates().get(3)).isEqualTo(fetch(2, "a"));
    }

    @Test
    void theOutdatedAreOutvotedHoweverManyTheyAre() {
        offer(1, 4, 1);
        offer(2, 4, 1);
        offer(3, 5, 2);
        assertThat(fates().get(3)).isEqualTo(CLEAN);
        assertThat(fates().get(1)).isEqualTo(fetch(3, "a"));
    }

    @Test
    void theFirstSynchronisationGoesOnFromWhereARunStopped() {
        offer(1, 0, OptionalLong.empty(), Part.POPULAR, 1);
        offer(2, 812, OptionalLong.empty(), Part.POPULAR, 2);
        Election.Outcome outcome = Election.hold(offers);
        assertThat(outcome.revision()).isEqualTo(812);
        assertThat(outcome.fates().get(1)).isEqualTo(fetch(2, "a"));
    }

    @Test
    void aNewcomerDoesNotDecideWhichRevisionComesNext() {
        offer(1, 5, 1);
        offer(2, 5, 1);
        offer(3, 812, OptionalLong.empty(), Part.POPULAR, 2);
        offer(4, 9, OptionalLong.of(9), Part.POPULAR, 2);
        assertThat(fates().get(3)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates().get(4)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates().get(1)).isEqualTo(CLEAN);
    }

    @Test
    void otherArraysAreShutOut() {
        offer(1, 5, 1);
        offer(2, 5, 1);
        offer(3, 5, 1, 2);
        assertThat(fates().get(3)).isInstanceOf(Fate.Expelled.class);
    }

    @Test
    void whoOnlyGivesIsNotOverwritten() {
        give(1, 1);
        give(2, 1);
        give(3, 2);
        take(4, 3);
        assertThat(fates().get(3)).isEqualTo(new Fate.Expelled("it only gives, but lacks a"));
        assertThat(fates().get(4)).isEqualTo(fetch(1, "a"));
    }

    @Test
    void whoOnlyTakesIsNeverAsked() {
        take(1, 1);
        take(2, 1);
        give(3, 2);
        assertThat(fates().get(1)).isEqualTo(fetch(3, "a"));
    }

    @Test
    void whereAllOnlyTakeNobodyStays() {
        take(1, 1);
        take(2, 1);
        assertThat(fates().values()).allMatch(new Fate.Expelled("all want to take, and nobody gives")::equals);
    }

    @Test
    void givingAndTakingDoesNotGoTogetherWithWhatMostHold() {
        offer(1, 5, 1);
        give(2, 1);
        assertThat(fates().get(2)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates().get(1)).isEqualTo(CLEAN);
    }

    @Test
    void aJoinerFetchesFromSeveralAtOnce() {
        offer(1, 5, 1, 1, 1, 1);
        offer(2, 5, 1, 1, 1, 1);
        offer(3, 0, 0, 0, 0, 0);
        assertThat(fates().get(3)).isEqualTo(new Fate.Fetch(Map.of(1, blocks("d", "a"), 2, blocks("c", "b"))));
    }

    @Test
    void whatSeveralFetchIsSharedOutAmongAllSources() {
        int members = 6;
        IntStream.rangeClosed(1, members).forEach(member -> offer(member, 5, 1));
        IntStream.rangeClosed(members + 1, 2 * members).forEach(member -> offer(member, 0, 2));
        for (int joiner = members + 1; joiner <= 2 * members; joiner++) {
            assertThat(fates().get(joiner)).isEqualTo(fetch(joiner - members, "a"));
        }
    }

    @Test
    void whatMayDifferNeverTravels() {
        Content content = new Content("float32", 12, List.of(), true);
        offers.put(1, new Offer(5, OptionalLong.of(5), Part.POPULAR, Set.of(), new TreeMap<>(Map.of("own", content))));
        offers.put(2, new Offer(5, OptionalLong.of(5), Part.POPULAR, Set.of(), new TreeMap<>(Map.of("own", content))));
        assertThat(fates()).isEqualTo(Map.of(1, CLEAN, 2, CLEAN));
    }

    @Test
    void nobodyFetchesFromWhomItDistrusts() {
        offer(1, 5, 1);
        offer(2, 5, 1);
        offer(3, 0, 2);
        distrust(3, 1);
        assertThat(fates()).isEqualTo(Map.of(1, CLEAN, 2, CLEAN, 3, fetch(2, "a")));
        distrust(3, 2);
        assertThat(fates().get(3)).isInstanceOf(Fate.Expelled.class);
        assertThat(fates().get(1)).isEqualTo(CLEAN);
    }

    @Test
    void whomMostOthersHaveCaughtIsShutOut() {
        IntStream.rangeClosed(1, 4).forEach(member -> offer(member, 5, 1));
        distrust(1, 3);
        assertThat(fates().get(3)).isEqualTo(CLEAN);
        distrust(4, 3);
        assertThat(fates().get(3)).isInstanceOf(Fate.Expelled.class);
    }
}
