package io.gossamer.net.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Message;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.rendezvous.Coordinator;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.Link;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.state.Offer.Part;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared state on groups whose members do not change. */
class StateSyncTest {
    private static final long[] LENGTHS = {4_000, 200_000, 7, 0};

    /** Runs one synchronisation of members' states, by rank. */
    private static FixedGroup<SyncReport> sync(List<SampleState> states) {
        return new FixedGroup<>(
                1,
                states.size(),
                group -> new StateSync(states.get(group.rank()).state(), Part.POPULAR).run(group));
    }

    private static List<SampleState> equal(int count, long... lengths) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SampleState(1, lengths))
                .toList();
    }

    private static void requireEqual(List<SampleState> states, List<Integer> hashes) {
        assertThat(states).allSatisfy(state -> assertThat(state.hashes()).isEqualTo(hashes));
    }

    @Test
    void oneCorruptedByteCostsItsArrayOnItsPeerAndNothingElsewhere() {
        List<SampleState> states = equal(3, LENGTHS);
        List<Integer> hashes = states.getFirst().hashes();
        states.get(1).flip(1, 77_777);
        FixedGroup<List<SyncReport>> group = new FixedGroup<>(1, 3, member -> {
            StateSync sync = new StateSync(states.get(member.rank()).state(), Part.POPULAR);
            return List.of(sync.run(member), sync.run(member));
        });
        requireEqual(states, hashes);
        for (int rank = 0; rank < 3; rank++) {
            SyncReport first = group.results.get(rank).getFirst();
            assertThat(first.bytesReceived()).isEqualTo(rank == 1 ? 200_000 : 0);
            assertThat(first.bytesSent()).isEqualTo(rank == 0 ? 200_000 : 0);
            SyncReport second = group.results.get(rank).getLast();
            assertThat(second).isEqualTo(new SyncReport(2, Map.of(), Map.of(), 1));
            assertThat(states.get(rank).state().revision()).isEqualTo(2);
        }
    }

    @Test
    void ofALargeArrayOnlyTheBlockThatDiffersTravels() {
        List<SampleState> states = equal(3, 3 * Block.BYTES + 5);
        List<Integer> hashes = states.getFirst().hashes();
        states.get(2).flip(0, Block.BYTES);
        FixedGroup<SyncReport> group = sync(states);
        requireEqual(states, hashes);
        assertThat(group.results.get(2).received()).isEqualTo(Map.of(0, Block.BYTES));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatTwoOfThreeHoldWins(int deviating) {
        List<SampleState> states = equal(3, LENGTHS);
        List<Integer> hashes = states.getFirst().hashes();
        states.get(deviating).flip(0, 0);
        states.get(deviating).flip(1, 1);
        assertThat(sync(states).failures).isEmpty();
        requireEqual(states, hashes);
    }

    @Test
    void aRevisionTooManyIsShutOutByName() {
        List<SampleState> states = equal(3, LENGTHS);
        FixedGroup<SyncReport> group = new FixedGroup<>(1, 3, member -> {
            SharedState state = states.get(member.rank()).state();
            StateSync sync = new StateSync(state, Part.POPULAR);
            sync.run(member);
            state.revision(member.rank() == 1 ? 3 : 1);
            return sync.run(member);
        });
        assertThat(group.failures.get(1))
                .isNotInstanceOf(PeerFailureException.class)
                .hasMessageContaining("revision 3, where 1 comes next");
        requireBlamed(group, 3, 1, "revision 3, where 1 comes next");
    }

    /** All but the one fail, and name it. */
    private static void requireBlamed(FixedGroup<?> group, int size, int rank, String reason) {
        Map<Integer, GossamerException> others = new TreeMap<>(group.failures);
        others.remove(rank);
        assertThat(others).hasSize(size - 1).allSatisfy((member, failure) -> {
            assertThat(failure).isInstanceOf(PeerFailureException.class).hasMessageContaining(reason);
            assertThat(((PeerFailureException) failure).rank()).isEqualTo(rank);
        });
    }

    @Test
    void aRunGoesOnFromTheFurthestCheckpoint() {
        List<SampleState> states = List.of(new SampleState(1, LENGTHS), new SampleState(2, LENGTHS));
        List<Integer> hashes = states.get(1).hashes();
        states.get(1).state().revision(812);
        FixedGroup<SyncReport> group = sync(states);
        requireEqual(states, hashes);
        assertThat(group.results.get(0).revision()).isEqualTo(813);
        assertThat(states.get(0).state().revision()).isEqualTo(813);
    }

    @Test
    void aNewcomerFetchesFromAllAtOnce() {
        long[] lengths = {4_000, 200_000, 5 * Block.BYTES + 1, 7, 300_000, 0, 1_000_000};
        List<SampleState> states = new ArrayList<>(equal(4, lengths));
        List<Integer> hashes = states.getFirst().hashes();
        states.set(3, new SampleState(2, lengths));
        FixedGroup<SyncReport> group = sync(states);
        requireEqual(states, hashes);
        Map<Integer, Long> received = group.results.get(3).received();
        assertThat(received).containsOnlyKeys(0, 1, 2);
        assertThat(group.results.get(3).bytesReceived())
                .isEqualTo(LongStream.of(lengths).sum());
        assertThat(received.values())
                .allSatisfy(one -> assertThat(received.values())
                        .allSatisfy(other -> assertThat(Math.abs(one - other)).isLessThanOrEqualTo(Block.BYTES)));
        received.forEach(
                (source, bytes) -> assertThat(group.results.get(source).sent()).isEqualTo(Map.of(3, bytes)));
    }

    /** Rounds are small where they are told to be, and all arrives nevertheless. */
    @Test
    void noRoundIsLargerThanItMayBe() {
        long[] lengths = {300_000, 500_000, 700_000, 900_000, 1_100_000};
        List<SampleState> states = new ArrayList<>(equal(3, lengths));
        List<Integer> hashes = states.getFirst().hashes();
        states.set(1, new SampleState(2, lengths));
        List<Long> messages = new ArrayList<>();
        long most = 1_000_000;
        UnaryOperator<Message> weigh = message -> {
            messages.add(message.bytes().byteSize());
            return message;
        };
        new FixedGroup<>(
                1,
                3,
                member -> new StateSync(states.get(member.rank()).state(), Part.POPULAR, 2 * most)
                        .run(Tampered.blocks(member, weigh)));
        requireEqual(states, hashes);
        assertThat(messages).hasSizeGreaterThan(9).allMatch(bytes -> bytes < most + Block.BYTES);
    }

    @Test
    void whoGivesGivesAndWhoTakesTakes() {
        List<SampleState> states =
                List.of(new SampleState(1, LENGTHS), new SampleState(1, LENGTHS), new SampleState(2, LENGTHS));
        List<Integer> hashes = states.get(2).hashes();
        FixedGroup<SyncReport> group = new FixedGroup<>(
                1,
                3,
                member -> new StateSync(
                                states.get(member.rank()).state(),
                                member.rank() == 2 ? Part.SEND_ONLY : Part.RECEIVE_ONLY)
                        .run(member));
        assertThat(group.failures).isEmpty();
        requireEqual(states, hashes);
    }

    @Test
    void whoWantsAnotherKindOfSynchronisationIsShutOut() {
        List<SampleState> states = equal(3, LENGTHS);
        FixedGroup<SyncReport> group = new FixedGroup<>(
                1,
                3,
                member -> new StateSync(
                                states.get(member.rank()).state(), member.rank() == 2 ? Part.SEND_ONLY : Part.POPULAR)
                        .run(member));
        assertThat(group.failures.get(2)).hasMessageContaining("where others want what most hold");
        requireBlamed(group, 3, 2, "where others want what most hold");
    }

    @Test
    void otherArraysAreShutOut() {
        List<SampleState> states = new ArrayList<>(equal(3, LENGTHS));
        states.set(0, new SampleState(1, 4_000, 200_000, 8, 0));
        FixedGroup<SyncReport> group = sync(states);
        assertThat(group.failures.get(0)).hasMessageContaining("holds other arrays");
        requireBlamed(group, 3, 0, "holds other arrays");
    }

    @Test
    void whatMayDifferStays() {
        List<MemorySegment> own =
                List.of(Arena.ofAuto().allocate(8), Arena.ofAuto().allocate(8));
        own.getFirst().fill((byte) 1);
        FixedGroup<SyncReport> group = new FixedGroup<>(
                1,
                2,
                member -> new StateSync(
                                SharedState.of(List.of(NamedArray.float32("own", own.get(member.rank()))
                                        .differing())),
                                Part.POPULAR)
                        .run(member));
        assertThat(group.results.values()).allMatch(report -> report.bytesReceived() == 0);
        assertThat(own.get(0).mismatch(own.get(1))).isZero();
    }

    /** How a member can lie about its arrays. */
    enum Lie {
        OTHER_BYTES(Tampered::other),
        TOO_FEW(Tampered::shorter),
        TOO_MANY(Tampered::longer),
        GARBAGE(Tampered::broken);

        private final UnaryOperator<Message> change;

        Lie(UnaryOperator<Message> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void whoSendsWhatDoesNotFitItsHashIsNamed(Lie lie) {
        List<SampleState> states = new ArrayList<>(equal(4, LENGTHS));
        states.set(3, new SampleState(2, LENGTHS));
        FixedGroup<SyncReport> group = new FixedGroup<>(1, 4, member -> {
            Group seen = member.rank() == 0 ? Tampered.blocks(member, lie.change) : member;
            return new StateSync(states.get(member.rank()).state(), Part.POPULAR).run(seen);
        });
        requireBlamed(group, 4, 0, "does not fit the hashes it said");
    }

    @Test
    void whoSaysWhatCannotBeReadIsNamed() {
        for (UnaryOperator<Message> change :
                List.<UnaryOperator<Message>>of(Tampered::shorter, Tampered::longer, Tampered::broken)) {
            List<SampleState> states = equal(3, LENGTHS);
            FixedGroup<SyncReport> group = new FixedGroup<>(1, 3, member -> {
                Group seen = member.rank() == 2 ? Tampered.offers(member, change) : member;
                return new StateSync(states.get(member.rank()).state(), Part.POPULAR).run(seen);
            });
            requireBlamed(group, 3, 2, "cannot be read");
        }
    }

    /** Whatever members hold before, they hold the same afterwards, and it is what one of them held. */
    @Property(tries = 60)
    void afterwardsAllHoldTheSame(@ForAll @IntRange(min = 1, max = 5) int size, @ForAll long seed) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 12, 0);
        long[] lengths = IntStream.range(0, random.nextInt(6))
                .mapToLong(i -> random.nextInt(random.nextInt(4) == 0 ? 2_500_000 : 5_000))
                .toArray();
        List<SampleState> states = IntStream.range(0, size)
                .mapToObj(i -> new SampleState(random.nextInt(2), lengths))
                .toList();
        for (SampleState state : states) {
            int array = random.nextInt(Math.max(1, lengths.length));
            if (lengths.length > 0 && lengths[array] > 0 && random.nextInt(3) == 0) {
                state.flip(array, random.nextInt((int) lengths[array]));
            }
            state.state().revision(random.nextInt(4) == 0 ? 1 : 0);
        }
        List<List<Integer>> before = states.stream().map(SampleState::hashes).toList();
        FixedGroup<SyncReport> group = sync(states);
        assertThat(group.failures).isEmpty();
        assertThat(before).contains(states.getFirst().hashes());
        requireEqual(states, states.getFirst().hashes());
        long sent =
                group.results.values().stream().mapToLong(SyncReport::bytesSent).sum();
        long received = group.results.values().stream()
                .mapToLong(SyncReport::bytesReceived)
                .sum();
        assertThat(sent).isEqualTo(received);
    }

    /** The same over sockets, where members run at the same time. */
    @Test
    void membersInOneProcessSynchroniseOverTcp() throws Exception {
        long[] lengths = {20 * Block.BYTES + 3, 4_000, 1};
        List<SampleState> states = new ArrayList<>(equal(3, lengths));
        List<Integer> hashes = states.getFirst().hashes();
        states.set(2, new SampleState(2, lengths));
        Duration timeout = Duration.ofSeconds(20);
        try (TcpWorld world = new TcpWorld(Link.NONE, 1, 0);
                Coordinator coordinator = new Coordinator(world, new Endpoint("127.0.0.1", 0), 3, "secret", timeout)) {
            List<FutureTask<SyncReport>> members = states.stream()
                    .map(state -> new FutureTask<>(() -> {
                        JoinRequest request = new JoinRequest(
                                "secret", OptionalInt.of(states.indexOf(state)), "member", timeout, PairRates.NONE);
                        try (Group group = Rendezvous.join(world, coordinator.endpoint(), request)) {
                            return new StateSync(state.state(), Part.POPULAR).run(group);
                        }
                    }))
                    .toList();
            members.forEach(Thread::startVirtualThread);
            coordinator.run();
            requireEqual(states, hashes);
            SyncReport newcomer = members.get(2).get(20, TimeUnit.SECONDS);
            assertThat(newcomer.received()).containsOnlyKeys(0, 1);
            assertThat(newcomer.bytesReceived())
                    .isEqualTo(LongStream.of(lengths).sum());
        }
    }

    @Test
    void statesThatAreNoneAreRefused() {
        MemorySegment bytes = Arena.ofAuto().allocate(6);
        assertThatThrownBy(() -> NamedArray.float32("w", bytes)).hasMessageContaining("no array of float32");
        assertThatThrownBy(() -> NamedArray.bytes("a\nb", bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamedArray.bytes("", bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamedArray.bytes("w", bytes.asReadOnly())).hasMessageContaining("overwritten");
        NamedArray array = NamedArray.bytes("w", bytes);
        assertThatThrownBy(() -> SharedState.of(List.of(array, array))).hasMessageContaining("two arrays");
        SharedState state = SharedState.of(List.of(array));
        assertThatThrownBy(() -> state.revision(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExpelledMemberIsToldWhatToDo() {
        List<SampleState> states = new ArrayList<>(equal(2, LENGTHS));
        states.set(1, new SampleState(1, 1));
        GossamerException failure = sync(states).failures.get(1);
        assertThat(failure.hint()).contains("same model and settings");
    }
}
