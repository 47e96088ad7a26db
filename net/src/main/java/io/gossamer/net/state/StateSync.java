package io.gossamer.net.state;

import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ByteMessages;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.PeerFailureException;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.net.state.Election.Fate;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a shared state the same on all members of a group. All call {@link #run} at the same place in their programs:
 * they say what they hold as hashes, all find the same {@link Election}, and each fetches the blocks that it lacks from
 * several members at once. Where all hold the same, that is one all-gather and nothing else.
 *
 * <p>A member that is lost meanwhile is the group's affair: with fixed members the synchronisation fails, and in a group
 * that lives on it begins again, with what has come already. Who is out of step, or has other arrays, gets a {@link
 * GossamerException} that says so. Who sends what does not fit its hash is {@linkplain Group#accuse accused} by whoever
 * got it, who takes nothing more from it. Since that is one member's word against another's, nobody is shut out for it
 * until most others have had the same to say; a member to which nobody's copy comes intact has to go itself.
 *
 * <pre>{@code
 * SharedState state = SharedState.of(List.of(NamedArray.float32("parameters", parameters)));
 * StateSync sync = new StateSync(state, Offer.Part.POPULAR);
 * sync.run(group); // before the first step, and whenever somebody has come in
 * }</pre>
 */
public final class StateSync {
    private static final Logger LOG = LoggerFactory.getLogger(StateSync.class);
    private static final String HINT =
            "Start it with the same model and settings as the others, from the same checkpoint or from none.";

    /** What a member sends, and takes, at a time: much beside what a round trip costs, and little beside a model. */
    private static final long ROUND_BYTES = 16 << 20;

    /** Said at the end by who has nothing to complain of. */
    private static final long NOBODY = -1;

    private final SharedState state;
    private final Offer.Part part;
    private final long roundBytes;
    /** From whom this member got what does not fit. */
    private final Set<Integer> distrusted = new TreeSet<>();
    /** Whom this member has accused: once is enough. */
    private final Set<Integer> accused = new TreeSet<>();

    private OptionalLong expected = OptionalLong.empty();

    /**
     * @param state which stays the same object for all synchronisations
     * @param part which part this member wants in them
     */
    public StateSync(SharedState state, Offer.Part part) {
        this(state, part, ROUND_BYTES);
    }

    /** @param roundBytes as in {@link TransferPlan}; the same on all members */
    StateSync(SharedState state, Offer.Part part, long roundBytes) {
        this.state = state;
        this.part = part;
        this.roundBytes = roundBytes;
    }

    /**
     * Synchronises once; the arrays are then the same on all members, and the revision is one more. Where it fails, those
     * of this member may be partly overwritten.
     *
     * @throws GossamerException if this member cannot go on with the others
     * @throws PeerFailureException if a member of a group with fixed members fails, or is shut out
     */
    public SyncReport run(Group group) throws InterruptedException {
        Run run = new Run(group);
        int attempts = 1;
        while (!run.attempt()) {
            attempts++;
        }
        state.revision(run.elected + 1);
        expected = OptionalLong.of(state.revision());
        return new SyncReport(state.revision(), run.traffic.sent(), run.traffic.received(), attempts);
    }

    /** One synchronisation, as often as it has to begin. */
    private final class Run {
        final Group group;
        final BlockHashes hashes = new BlockHashes(state);
        final Transfer.Traffic traffic = new Transfer.Traffic();
        /** Whom members have complained of to all. All know it, whatever who complained says later. */
        final Map<Integer, Set<Integer>> complaints = new TreeMap<>();

        long elected;

        Run(Group group) {
            this.group = group;
        }

        /** Tries once; false if it has to begin again. */
        boolean attempt() throws InterruptedException {
            Map<Integer, Offer> offers = hear();
            List<Integer> members = group.contributors();
            Election.Outcome outcome = Election.hold(offers);
            elected = outcome.revision();
            for (var entry : outcome.fates().entrySet()) {
                if (entry.getValue() instanceof Fate.Expelled(String reason)) {
                    shutOut(entry.getKey(), reason);
                }
            }
            TransferPlan plan = new TransferPlan(outcome, roundBytes);
            return plan.rounds() == 0 || move(plan, outcome, members);
        }

        /** What all members offer, by number, in the order of the ring; of those whose offers can be read. */
        private Map<Integer, Offer> hear() throws InterruptedException {
            Offer own = new Offer(state.revision(), expected, part, distrusted, hashes.contents());
            List<MemorySegment> frames = group.allGather(message(own));
            Map<Integer, Offer> offers = new LinkedHashMap<>();
            Map<ByteBuffer, Offer> known = new HashMap<>();
            for (int i = 0; i < frames.size(); i++) {
                int member = group.contributors().get(i);
                try {
                    Offer offer =
                            member == group.number() ? own : read(ByteMessages.read(frames.get(i), member, 0), known);
                    offers.put(member, offer.distrusting(complaints.getOrDefault(member, Set.of())));
                } catch (CorruptMessageException e) {
                    accuse(member, "what it says of its shared state cannot be read: " + e.getMessage());
                }
            }
            return offers;
        }

        /** Most offer the same, which is read once and is one object: of a thousand members that is what takes longest. */
        private static Offer read(MemorySegment content, Map<ByteBuffer, Offer> known) throws CorruptMessageException {
            ByteBuffer bytes = content.asByteBuffer();
            Offer offer = known.get(bytes);
            if (offer == null) {
                offer = OfferFormat.read(content);
                known.put(bytes, offer);
            }
            return offer;
        }

        private Message message(Offer offer) {
            try (ByteWriter out = new ByteWriter()) {
                OfferFormat.write(offer, out);
                MemorySegment memory = Arena.ofAuto().allocate(out.position() + ByteMessages.MOST_OVERHEAD);
                return ByteMessages.write(group.number(), 0, Kind.CONTROL, List.of(out.written()), memory);
            }
        }

        private void shutOut(int member, String reason) throws InterruptedException {
            if (member == group.number()) {
                throw new GossamerException("This member cannot share the others' state: " + reason, HINT);
            }
            accuse(member, reason);
        }

        private void accuse(int member, String reason) throws InterruptedException {
            if (accused.add(member)) {
                group.accuse(member, reason);
            }
        }

        /** Moves what is missing; false if that has to begin again. */
        private boolean move(TransferPlan plan, Election.Outcome outcome, List<Integer> members)
                throws InterruptedException {
            Transfer transfer = new Transfer(group, members, plan, outcome.contents(), hashes, traffic);
            boolean moved = moveAll(transfer, plan.rounds(), members.size());
            distrusted.addAll(transfer.liars());
            boolean well = moved && nobodyComplains(outcome, transfer.liars());
            for (int liar : transfer.liars()) {
                accuse(liar, "what it sent of the shared state does not fit the hashes it said");
            }
            return well;
        }

        /** False if the members are no longer those that the plan is for. */
        private boolean moveAll(Transfer transfer, int rounds, int members) throws InterruptedException {
            try {
                for (int round = 0; round < rounds; round++) {
                    // An operation may have counted although somebody was lost in it.
                    if (group.size() != members) {
                        return false;
                    }
                    transfer.run(round);
                }
                return true;
            } catch (ViewChangedException e) {
                LOG.info("The shared state is compared again: {}", e.getMessage());
                return false;
            }
        }

        /** Tells all whether this member has got what it lacked, and hears the same of all. */
        private boolean nobodyComplains(Election.Outcome outcome, Set<Integer> liars) throws InterruptedException {
            Fate ownFate = outcome.fates().get(group.number());
            long[][] said = group.exchange(liars.stream()
                    .mapToLong(Integer::longValue)
                    .filter(liar -> fetchesFrom(ownFate, liar))
                    .findFirst()
                    .orElse(NOBODY));
            boolean well = true;
            for (int i = 0; i < said.length; i++) {
                int teller = group.contributors().get(i);
                if (said[i].length == 1 && fetchesFrom(outcome.fates().get(teller), said[i][0])) {
                    complaints.computeIfAbsent(teller, key -> new TreeSet<>()).add((int) said[i][0]);
                    well = false;
                }
            }
            return well;
        }

        private static boolean fetchesFrom(Fate fate, long member) {
            return fate instanceof Fate.Fetch fetch
                    && fetch.sources().keySet().stream().anyMatch(source -> source == member);
        }
    }
}
