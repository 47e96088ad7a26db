package io.gossamer.train.transcript;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A group that writes down what its node does. It may pass for a larger one, in which the further nodes contribute to
 * nothing: what a node says to each of so many has then the length that it has among so many.
 */
final class ListeningGroup implements Group {
    private final Group present;
    private final int size;
    private final int overlap;
    private final List<List<Act>> steps = new ArrayList<>();
    private List<Act> acts = new ArrayList<>();
    private double passes;

    /**
     * @param size of the group that it passes for, at least that of {@code present}
     * @param overlap how many steps the node goes on taking before it waits for what it has said
     */
    ListeningGroup(Group present, int size, int overlap) {
        this.present = present;
        this.size = size;
        this.overlap = overlap;
    }

    /** The node computes so much before the next operation. */
    void computes(double more) {
        passes += more;
    }

    /** Ends a step. */
    void endStep() {
        write(new Operation.Silence());
        steps.add(acts);
        acts = new ArrayList<>();
    }

    /** What this node did, step by step. */
    List<List<Act>> steps() {
        return steps;
    }

    private void write(Operation operation) {
        acts.add(new Act(passes, operation, operation instanceof Operation.Silence ? 0 : overlap));
        passes = 0;
    }

    @Override
    public int rank() {
        return present.rank();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int number() {
        return present.number();
    }

    @Override
    public List<Integer> members() {
        return IntStream.range(0, size).boxed().toList();
    }

    @Override
    public List<Integer> contributors() {
        return present.contributors();
    }

    @Override
    public boolean elastic() {
        return present.elastic();
    }

    @Override
    public boolean somebodyWaits() {
        return present.somebodyWaits();
    }

    @Override
    public boolean admit() throws InterruptedException {
        return present.admit();
    }

    @Override
    public World world() {
        return present.world();
    }

    @Override
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        write(new Operation.AllReduce(Size.of(values.byteSize(), kind)));
        return present.allReduceSum(values, kind);
    }

    @Override
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        write(new Operation.AllGather(Size.of(message)));
        return present.allGather(message);
    }

    @Override
    public List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException {
        write(new Operation.AllToAll(messages.stream().map(Size::of).toList()));
        return present.allToAll(messages.subList(0, present.size()));
    }

    @Override
    public void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException {
        write(new Operation.Broadcast(root, Size.of(bytes.byteSize(), kind)));
        present.broadcast(bytes, root, kind);
    }

    @Override
    public void barrier() throws InterruptedException {
        write(new Operation.AllGather(Size.of(0, Kind.CONTROL)));
        present.barrier();
    }

    @Override
    public long[][] exchange(long... numbers) throws InterruptedException {
        write(new Operation.AllGather(Size.of((long) numbers.length * Long.BYTES, Kind.CONTROL)));
        return present.exchange(numbers);
    }

    @Override
    public Group split(IntUnaryOperator partOf) {
        throw new GossamerException(
                "A fleet cannot be simulated whose workers form groups within the group",
                "Leave group-size at 1, or train with it.");
    }

    @Override
    public long operatingNanos() {
        return present.operatingNanos();
    }

    @Override
    public Traffic traffic() {
        return present.traffic();
    }

    @Override
    public void accuse(int number, String reason) throws InterruptedException {
        present.accuse(number, reason);
    }

    @Override
    public void abort(String reason) {
        present.abort(reason);
    }

    @Override
    public void close() {
        present.close();
    }
}
