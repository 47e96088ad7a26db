package io.gossamer.net.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of three to five peers, whose messages to and from the machine take their time: operations, votes,
 * losses, suspicions and joins in any order (PCCL's sheet: at least 1e5 schedules).
 */
class ViewMachineScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("gossamer.schedules", 100_000);
    private static final int ACTIONS = 60;
    private static final long NONE = -1;

    @Test
    void nothingAgreedIsLeftUndoneAndSurvivorsAgreeOnEveryOperation() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(seed).run();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("schedule " + seed, failed);
            }
        }
    }

    private enum Doing {
        NOTHING,
        OPERATING,
        WAITING
    }

    /** A peer as the protocol obliges it to behave. */
    private static final class Peer {
        final long number;
        final ArrayDeque<Effect> inbox = new ArrayDeque<>();
        View view = new View(0, List.of());
        Doing doing = Doing.NOTHING;
        Ballot vote = new Ballot.Admit();
        boolean flushed;
        boolean whole;
        /** How many operations and votes of this view are over. */
        long operations;
        /** The last light operation, until all have gone beyond it. */
        long kept = NONE;

        boolean alive = true;

        Peer(long number) {
            this.number = number;
        }

        boolean in() {
            return alive && view.has(number);
        }
    }

    private static final class Schedule {
        private final RandomStream random;
        private final ViewMachine machine = new ViewMachine();
        private final ArrayDeque<Command> commands = new ArrayDeque<>();
        private final Map<Long, Peer> peers = new HashMap<>();
        private final Map<Long, Ballot> votes = new HashMap<>();
        private final Set<Long> reports = new HashSet<>();
        private boolean flushing;
        /** What became of operation n of a view, by the peers that know. */
        private final Map<List<Long>, Map<Long, Boolean>> fates = new HashMap<>();

        Schedule(long seed) {
            random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
        }

        void run() {
            for (int i = 0; i < 3; i++) {
                join();
            }
            for (int i = 0; i < ACTIONS; i++) {
                act();
            }
            while (!commands.isEmpty()
                    || peers.values().stream().anyMatch(peer -> peer.alive && !peer.inbox.isEmpty())) {
                toMachine();
                peers.values().forEach(this::toPeer);
            }
            fates.forEach((operation, fate) -> assertThat(new HashSet<>(fate.values()))
                    .as("fate of %s: %s", operation, fate)
                    .hasSize(1));
        }

        private void act() {
            switch (random.nextInt(12)) {
                case 0 -> {
                    if (peers.size() < 5) {
                        join();
                    }
                }
                case 1 -> somebody().filter(peer -> random.nextInt(4) == 0).ifPresent(this::crash);
                case 2 -> somebody().ifPresent(this::suspect);
                case 3, 4, 5 -> toMachine();
                case 6, 7, 8 -> somebody().ifPresent(this::toPeer);
                default -> somebody().ifPresent(this::goOn);
            }
        }

        private Optional<Peer> somebody() {
            List<Peer> living =
                    peers.values().stream().filter(peer -> peer.alive).toList();
            return living.isEmpty() ? Optional.empty() : Optional.of(living.get(random.nextInt(living.size())));
        }

        private void join() {
            Peer peer = new Peer(peers.size() + 1);
            peers.put(peer.number, peer);
            commands.add(new Command.Apply(peer.number));
        }

        private void crash(Peer peer) {
            peer.alive = false;
            commands.add(new Command.Lose(peer.number));
        }

        private void suspect(Peer peer) {
            if (peer.in() && !peer.flushed && peer.doing == Doing.OPERATING && peer.view.size() > 1) {
                long suspect = peer.view.ring().stream()
                        .filter(other -> other != peer.number)
                        .findAny()
                        .orElseThrow();
                commands.add(new Command.Suspect(peer.number, peer.view.number(), suspect));
            }
        }

        /** Begins an operation or a vote, goes on with an operation, or hands its result out. */
        private void goOn(Peer peer) {
            if (!peer.in() || peer.flushed) {
                return;
            }
            switch (peer.doing) {
                case NOTHING -> begin(peer);
                case OPERATING -> {
                    if (!peer.whole) {
                        peer.whole = others(peer).allMatch(other -> hasBegun(other, peer));
                    } else if (isLight(peer)) {
                        peer.kept = peer.operations;
                        handOut(peer, true);
                    } else if (others(peer).allMatch(other -> hasWhole(other, peer))) {
                        handOut(peer, true);
                    }
                }
                case WAITING -> {}
            }
        }

        /** Of a light operation a member keeps the result; with others it waits until all have it. */
        private static boolean isLight(Peer peer) {
            return peer.operations % 3 == 1;
        }

        /** All members do the same one after the other: here, what it is follows from how many operations were. */
        private void begin(Peer peer) {
            if (peer.operations % 3 == 2) {
                peer.doing = Doing.WAITING;
                peer.vote = peer.operations / 3 % 2 == 0 ? new Ballot.Admit() : new Ballot.Reorder(turned(peer.view));
                commands.add(new Command.Vote(peer.number, peer.view.number(), peer.vote));
            } else {
                peer.doing = Doing.OPERATING;
                peer.whole = false;
            }
        }

        private static List<Long> turned(View view) {
            List<Long> ring = new ArrayList<>(view.ring());
            Collections.rotate(ring, 1);
            return ring;
        }

        private Stream<Peer> others(Peer peer) {
            return peer.view.ring().stream().map(peers::get).filter(other -> other.number != peer.number);
        }

        private boolean hasBegun(Peer other, Peer peer) {
            return other.view.equals(peer.view)
                    && (other.operations > peer.operations
                            || other.operations == peer.operations && other.doing == Doing.OPERATING && !other.flushed);
        }

        private boolean hasWhole(Peer other, Peer peer) {
            return other.view.equals(peer.view)
                    && (other.operations > peer.operations || other.operations == peer.operations && other.whole);
        }

        private void handOut(Peer peer, boolean counts) {
            fates.computeIfAbsent(List.of(peer.view.number(), peer.operations), key -> new HashMap<>())
                    .put(peer.number, counts);
            peer.operations++;
            peer.doing = Doing.NOTHING;
            peer.whole = false;
        }

        private void toMachine() {
            Command command = commands.poll();
            if (command == null) {
                return;
            }
            note(command);
            for (Effect effect : machine.take(command)) {
                carryOut(effect);
            }
            List<Long> ring = machine.view().ring();
            assertThat(!ring.isEmpty() && !flushing && votes.keySet().containsAll(ring))
                    .as("a vote of all that was not carried out")
                    .isFalse();
            assertThat(!ring.isEmpty() && flushing && reports.containsAll(ring))
                    .as("a flush of all that was not carried out")
                    .isFalse();
        }

        private void note(Command command) {
            boolean counts = machine.view().has(command.member());
            switch (command) {
                case Command.Vote vote
                when counts && !flushing && vote.view() == machine.view().number() ->
                    votes.put(vote.member(), vote.ballot());
                case Command.Flushed flushed
                when counts && flushed.view() == machine.view().number() -> reports.add(flushed.member());
                case Command.Lose lose -> {
                    votes.remove(lose.member());
                    reports.remove(lose.member());
                }
                default -> {}
            }
        }

        private void carryOut(Effect effect) {
            switch (effect) {
                case Effect.Flush flush -> {
                    assertThat(flushing).as("one flush at a time").isFalse();
                    flushing = true;
                    votes.clear();
                    reports.clear();
                    tell(flush.view(), effect);
                }
                case Effect.Install install -> {
                    flushing = false;
                    votes.clear();
                    reports.clear();
                    tell(install.view(), effect);
                }
                case Effect.Agreed agreed -> {
                    for (long member : agreed.view().ring()) {
                        Peer peer = peers.get(member);
                        assertThat(peer.doing)
                                .as("nothing else is done meanwhile")
                                .isEqualTo(Doing.WAITING);
                        assertThat(peer.vote).isEqualTo(votes.get(member));
                    }
                    votes.clear();
                    tell(agreed.view(), effect);
                }
                case Effect.Expel expel -> {
                    votes.remove(expel.member());
                    reports.remove(expel.member());
                    peers.get(expel.member()).inbox.add(effect);
                }
            }
        }

        private void tell(View view, Effect effect) {
            view.ring().forEach(member -> peers.get(member).inbox.add(effect));
        }

        private void toPeer(Peer peer) {
            Effect effect = peer.alive ? peer.inbox.poll() : null;
            switch (effect) {
                case null -> {}
                case Effect.Flush flush -> {
                    peer.flushed = true;
                    commands.add(new Command.Flushed(peer.number, peer.view.number(), report(peer)));
                }
                case Effect.Install install -> {
                    assertThat(install.view().number()).isGreaterThan(peer.view.number());
                    if (peer.doing == Doing.OPERATING) {
                        assertThat(install.newcomers())
                                .as("nobody comes in while others operate")
                                .isEmpty();
                        handOut(peer, install.committed().contains(operation(peer)));
                    }
                    startView(peer, install);
                }
                case Effect.Agreed agreed -> {
                    assertThat(agreed.view()).isEqualTo(peer.view);
                    peer.operations++;
                    peer.doing = Doing.NOTHING;
                }
                case Effect.Expel expel -> peer.alive = false;
            }
        }

        private void startView(Peer peer, Effect.Install install) {
            peer.view = install.view();
            peer.flushed = false;
            peer.doing = Doing.NOTHING;
            peer.whole = false;
            peer.operations = 0;
            peer.kept = NONE;
        }

        private static OperationId operation(Peer peer) {
            return new OperationId(0, peer.operations);
        }

        private static FlushReport report(Peer peer) {
            Set<OperationId> current = peer.doing == Doing.OPERATING ? Set.of(operation(peer)) : Set.of();
            Set<OperationId> kept = new HashSet<>();
            if (peer.kept != NONE) {
                kept.add(new OperationId(0, peer.kept));
            }
            if (peer.whole && isLight(peer)) {
                kept.addAll(current);
            }
            return new FlushReport(
                    Map.of(0L, peer.operations),
                    peer.whole ? current : Set.of(),
                    peer.whole ? Set.of() : current,
                    kept);
        }
    }
}
