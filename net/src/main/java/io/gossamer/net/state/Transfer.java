package io.gossamer.net.state;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ByteMessages;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.collective.Group;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member's part in moving blocks as planned, round by round. What it gets is hashed before the next round. */
final class Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    private final Group group;
    private final List<Integer> members;
    private final TransferPlan plan;
    private final Map<String, Content> contents;
    private final BlockHashes hashes;
    private final Traffic traffic;
    /**
     * By whom it is for, of those who get something. Left to the garbage collector, since a line to a member that is lost may
     * still read from it.
     */
    private final Map<Integer, MemorySegment> outgoing = new TreeMap<>();
    /** For all others. */
    private final MemorySegment nothing = memory(0);

    private final Set<Integer> liars = new TreeSet<>();

    /** Bytes of arrays moved so far, by member. */
    record Traffic(Map<Integer, Long> sent, Map<Integer, Long> received) {
        Traffic() {
            this(new TreeMap<>(), new TreeMap<>());
        }
    }

    /** @param members by rank */
    Transfer(
            Group group,
            List<Integer> members,
            TransferPlan plan,
            Map<String, Content> contents,
            BlockHashes hashes,
            Traffic traffic) {
        this.group = group;
        this.members = members;
        this.plan = plan;
        this.contents = contents;
        this.hashes = hashes;
        this.traffic = traffic;
        for (int member : members) {
            long most = plan.mostBytes(group.number(), member, contents);
            if (most > 0) {
                outgoing.put(member, memory(most));
            }
        }
    }

    private static MemorySegment memory(long content) {
        return Arena.ofAuto().allocate(content + ByteMessages.MOST_OVERHEAD, Long.BYTES);
    }

    void run(int round) throws InterruptedException {
        Message silence = message(round, List.of(), nothing);
        List<Message> messages = new ArrayList<>();
        for (int member : members) {
            List<Block> blocks = plan.blocks(group.number(), member, round);
            messages.add(blocks.isEmpty() ? silence : message(round, blocks, outgoing.get(member)));
        }
        List<MemorySegment> frames = group.allToAll(messages);
        for (int rank = 0; rank < members.size(); rank++) {
            int member = members.get(rank);
            if (member != group.number()) {
                count(traffic.sent(), member, plan.blocks(group.number(), member, round));
                take(member, round, frames.get(rank));
            }
        }
    }

    private Message message(int round, List<Block> blocks, MemorySegment memory) {
        List<MemorySegment> parts = blocks.stream().map(hashes::memory).toList();
        return ByteMessages.write(group.number(), round, Kind.DENSE, parts, memory);
    }

    private void count(Map<Integer, Long> bytes, int member, List<Block> blocks) {
        if (!blocks.isEmpty()) {
            bytes.merge(member, TransferPlan.bytes(blocks, contents), Long::sum);
        }
    }

    private void take(int source, int round, MemorySegment frame) {
        List<Block> blocks = plan.blocks(source, group.number(), round);
        try {
            MemorySegment content = ByteMessages.read(frame, source, round);
            long expected = TransferPlan.bytes(blocks, contents);
            if (content.byteSize() != expected) {
                throw new CorruptMessageException(content.byteSize() + " bytes instead of " + expected);
            }
            count(traffic.received(), source, blocks);
            unpack(content, blocks);
        } catch (CorruptMessageException e) {
            LOG.warn("Member {} sends of the shared state what cannot be: {}", source, e.getMessage());
            liars.add(source);
        }
    }

    private void unpack(MemorySegment content, List<Block> blocks) throws CorruptMessageException {
        List<Block> wrong = new ArrayList<>();
        long at = 0;
        for (Block block : blocks) {
            MemorySegment target = hashes.memory(block);
            MemorySegment.copy(content, at, target, 0, target.byteSize());
            at += target.byteSize();
            if (hashes.rehash(block) != contents.get(block.array()).hashes().get(block.index())) {
                wrong.add(block);
            }
        }
        if (!wrong.isEmpty()) {
            throw new CorruptMessageException("block " + wrong.getFirst().index() + " of '"
                    + wrong.getFirst().array() + "' does not fit its hash");
        }
    }

    /** Who has sent what it cannot have meant, so far, in the order of their numbers. */
    Set<Integer> liars() {
        return Collections.unmodifiableSet(liars);
    }
}
