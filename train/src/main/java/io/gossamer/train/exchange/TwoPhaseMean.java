package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.memory.NoMemory;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * The mean in coded form by scatter-reduce and all-gather, with a memory on both sides: every node is the server of one
 * chunk of each tensor. First each node sends every server its chunk; then each server sends the mean of its chunk, coded
 * again, to all. A node sends about twice the coded tensor, however many nodes there are.
 *
 * <p>Tensors are padded with zeros to chunks of whole bytes of bits. Padding is coded like any element, and what the
 * memories keep of it stays. With one node the tensors stay as they are, exactly.
 *
 * <p>Where the memories keep nothing, nodes may come and go: an exchange in whose midst the members change begins again
 * with those who are left, who then have other chunks.
 *
 * <p>Source: Tang et al., "1-bit Adam: communication efficient large-scale training with Adam's convergence speed", ICML
 * 2021, section 4.3, and its official code (DeepSpeed).
 */
public final class TwoPhaseMean implements Exchange {
    private final Group group;
    private final FlatLayout layout;
    private final long[] counts;
    private final LongUnaryOperator chunk;
    private final long seed;
    private final Allocation allocation;
    private final Arena arena = Arena.ofShared();
    private final Memory workerMemory;
    private final Memory serverMemory;
    private final MessageWriter serverWriter;
    private final List<MessageWriter> writers = new ArrayList<>();
    /** For how many nodes what follows is cut. */
    private int nodes;

    private long[] chunks;
    private Arena cut;
    private MemorySegment[] padded;
    private MemorySegment[] served;
    private ErrorMeter meter = ErrorMeter.idle();

    /**
     * @param workerMemory for what each node says of the whole tensors, padding included
     * @param serverMemory for what each server says of its chunks
     */
    public TwoPhaseMean(
            Group group,
            FlatLayout layout,
            long seed,
            Allocation allocation,
            CodedMean.MemoryFactory workerMemory,
            CodedMean.MemoryFactory serverMemory) {
        this(group, layout, seed, allocation, workerMemory, serverMemory, count -> chunk(count, group.size()));
    }

    /** @param chunk elements of a server's chunk of a tensor of so many */
    TwoPhaseMean(
            Group group,
            FlatLayout layout,
            long seed,
            Allocation allocation,
            CodedMean.MemoryFactory workerMemory,
            CodedMean.MemoryFactory serverMemory,
            LongUnaryOperator chunk) {
        this.group = group;
        this.layout = layout;
        this.counts =
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray();
        this.chunk = chunk;
        this.seed = seed;
        this.allocation = allocation;
        cut();
        this.workerMemory = workerMemory.create(arena, whole());
        this.serverMemory = serverMemory.create(arena, chunks);
        this.serverWriter = new MessageWriter(this::name);
    }

    /** Cuts the tensors for the members of now. */
    @SuppressWarnings("MustBeClosedChecker") // Closed before the next cut, and by close().
    private void cut() {
        nodes = group.size();
        chunks = Arrays.stream(counts).map(chunk).toArray();
        cut = Arena.ofShared();
        padded = arrays(whole());
        served = arrays(chunks);
        while (writers.size() < nodes) {
            writers.add(new MessageWriter(this::name));
        }
    }

    private long[] whole() {
        return Arrays.stream(chunks).map(size -> size * nodes).toArray();
    }

    /** Elements of a server's chunk of a tensor, in whole bytes of bits. Source: the official code. */
    static long chunk(long count, int nodes) {
        long bitsAligned = 8L * nodes / gcd(nodes, 8);
        return Math.ceilDiv(count, nodes * bitsAligned) * bitsAligned;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private MemorySegment[] arrays(long[] elements) {
        return Arrays.stream(elements)
                .mapToObj(count -> cut.allocate(count * Float.BYTES, FlatLayout.ALIGNMENT))
                .toArray(MemorySegment[]::new);
    }

    private String name(int tensor) {
        return layout.entries().get(tensor).name();
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        while (true) {
            if (group.size() == 1) {
                return votes;
            }
            if (group.size() != nodes) {
                cut.close();
                cut();
            }
            Optional<Votes> all = attempt(tensors, step, votes);
            if (all.isPresent()) {
                allocation.settle(group, step);
                return all.get();
            }
        }
    }

    /** Returns what any node votes for; empty if the members have changed in its midst, and the tensors are as before. */
    private Optional<Votes> attempt(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        Sections sections = new Sections(
                IntStream.range(0, counts.length)
                        .mapToObj(tensor ->
                                allocation.codec(tensor, layout.entries().get(tensor), step))
                        .toList(),
                chunks);
        List<Said> said = new ArrayList<>();
        List<Said> asServer = new ArrayList<>();
        int own = group.rank();
        Votes all;
        try {
            all = scatter(tensors, sections, step, votes, said);
            if (!gather(tensors, sections, step, asServer, own)) {
                return Optional.empty();
            }
        } catch (ViewChangedException changed) {
            if (elastic()) {
                return Optional.empty();
            }
            throw changed;
        }
        if (meter.isArmed()) {
            meter.tell(new Spoken(step, said, asServer));
        }
        return Optional.of(all);
    }

    /**
     * The first phase: afterwards {@link #served} is the mean of this node's chunks.
     *
     * @param said filled if this exchange is measured
     */
    private Votes scatter(FlatTensors tensors, Sections sections, long step, Votes votes, List<Said> said)
            throws InterruptedException {
        List<Message> own = say(tensors, sections, step, votes);
        remember(own, sections, said);
        List<MemorySegment> frames = group.allToAll(own);
        Votes all = Votes.NONE;
        zero(served);
        for (int rank = 0; rank < frames.size(); rank++) {
            Message message = sections.read(frames.get(rank), rank, step);
            all = all.or(message.votes());
            for (int tensor = 0; tensor < sections.size(); tensor++) {
                sections.add(message, tensor, served[tensor]);
            }
        }
        for (MemorySegment chunk : served) {
            FlatMath.divide(chunk, frames.size());
        }
        return all;
    }

    private List<Message> say(FlatTensors tensors, Sections sections, long step, Votes votes) {
        List<MessageWriter> said = writers.subList(0, nodes);
        said.forEach(writer -> writer.begin(group.rank(), step, votes));
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            padded[tensor].copyFrom(tensors.memory(tensor));
            MemorySegment whole = sections.dense(tensor) ? padded[tensor] : compensated(tensor, step);
            meter.keep(tensor, whole);
            Codec codec = sections.codec(tensor).fitTo(whole);
            RandomStream random = RandomStream.of(seed, Purpose.CODEC, group.rank(), step, tensor);
            for (int server = 0; server < nodes; server++) {
                said.get(server).section(tensor, sections.kind(tensor), codec, chunk(whole, tensor, server), random);
            }
        }
        return said.stream().map(MessageWriter::end).toList();
    }

    private MemorySegment compensated(int tensor, long step) {
        MemorySegment said = workerMemory.compensate(tensor, padded[tensor]);
        allocation.observe(tensor, said, step);
        return said;
    }

    private MemorySegment chunk(MemorySegment whole, int tensor, int server) {
        long bytes = chunks[tensor] * Float.BYTES;
        return whole.asSlice(server * bytes, bytes);
    }

    /** Tells the worker's memory what the servers see. */
    private void remember(List<Message> own, Sections sections, List<Said> said) {
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            FlatLayout.Entry entry = layout.entries().get(tensor);
            if (!sections.dense(tensor)) {
                for (int server = 0; server < nodes; server++) {
                    sections.decode(own.get(server), tensor, chunk(padded[tensor], tensor, server));
                }
                if (meter.isArmed()) {
                    said.add(meter.judge(tensor, entry, padded[tensor], codedBytes(own, tensor)));
                }
                workerMemory.sent(tensor, padded[tensor]);
            } else if (meter.isArmed()) {
                said.add(Said.whole(entry));
            }
        }
    }

    private static long codedBytes(List<Message> own, int tensor) {
        return own.stream()
                .mapToLong(message -> Sections.codedBytes(message, tensor))
                .sum();
    }

    /**
     * The second phase: every server's chunks come together.
     *
     * @param asServer filled if this exchange is measured
     * @param own rank of this node in the first phase
     * @return whether all servers of the first phase were heard
     */
    private boolean gather(FlatTensors tensors, Sections sections, long step, List<Said> asServer, int own)
            throws InterruptedException {
        List<Integer> servers = group.contributors();
        MemorySegment[] said = new MemorySegment[sections.size()];
        serverWriter.begin(own, step);
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            said[tensor] = sections.dense(tensor) ? served[tensor] : serverMemory.compensate(tensor, served[tensor]);
            RandomStream random = RandomStream.of(seed, Purpose.SERVER_CODEC, own, step, tensor);
            serverWriter.section(tensor, sections.kind(tensor), sections.codec(tensor), said[tensor], random);
        }
        List<MemorySegment> frames = group.allGather(serverWriter.end());
        if (!group.contributors().equals(servers)) {
            return false;
        }
        for (int rank = 0; rank < frames.size(); rank++) {
            Message message = sections.read(frames.get(rank), rank, step);
            for (int tensor = 0; tensor < sections.size(); tensor++) {
                MemorySegment chunk = chunk(padded[tensor], tensor, rank);
                sections.decode(message, tensor, chunk);
                if (rank == own) {
                    if (meter.isArmed()) {
                        judgeServer(message, tensor, said[tensor], chunk, own).ifPresent(asServer::add);
                    }
                    if (!sections.dense(tensor)) {
                        serverMemory.sent(tensor, chunk);
                    }
                }
            }
        }
        for (int tensor = 0; tensor < sections.size(); tensor++) {
            MemorySegment target = tensors.memory(tensor);
            target.copyFrom(padded[tensor].asSlice(0, target.byteSize()));
            zeroPadding(tensor);
        }
        return true;
    }

    /** What this node says as a server; empty if its chunk is nothing but padding. */
    private Optional<Said> judgeServer(Message own, int tensor, MemorySegment said, MemorySegment decoded, int rank) {
        long elements = Math.clamp(counts[tensor] - rank * chunks[tensor], 0, chunks[tensor]);
        MemorySegment real = said.asSlice(0, elements * Float.BYTES);
        return elements == 0
                ? Optional.empty()
                : Optional.of(Said.coded(name(tensor), real, decoded, Sections.codedBytes(own, tensor)));
    }

    private void zeroPadding(int tensor) {
        padded[tensor].asSlice(counts[tensor] * Float.BYTES).fill((byte) 0);
    }

    private static void zero(MemorySegment[] arrays) {
        for (MemorySegment array : arrays) {
            array.fill((byte) 0);
        }
    }

    @Override
    public boolean elastic() {
        return workerMemory instanceof NoMemory && serverMemory instanceof NoMemory;
    }

    @Override
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        workerMemory.visitState(visitor.scope("worker"));
        serverMemory.visitState(visitor.scope("server"));
        allocation.visitState(visitor.scope("allocation"));
    }

    @Override
    public void close() {
        writers.forEach(MessageWriter::close);
        serverWriter.close();
        cut.close();
        arena.close();
    }
}
