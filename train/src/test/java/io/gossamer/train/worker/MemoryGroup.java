package io.gossamer.train.worker;

import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.world.World;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A group that lives on whose members lie in one memory, without connections between them: as many as fit into a virtual
 * machine, where a mesh of a thousand would have half a million connections. Each operation takes a time of its own after
 * the last member has come to it.
 */
final class MemoryGroup implements Group {
    private static final Duration OPERATION = Duration.ofMillis(20);
    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final Traffic NOTHING = new Traffic(new long[0], new long[0], Map.of(), Map.of());

    private final SimulatedWorld world;
    private final MeetingGround ground;
    private final int number;
    private List<Integer> view = List.of();
    private List<Integer> contributors = List.of();
    private long operations;
    private long operatingNanos;

    private MemoryGroup(SimulatedWorld world, MeetingGround ground) {
        this.world = world;
        this.ground = ground;
        this.number = ground.knock();
    }

    /** Waits until this member is in. */
    static MemoryGroup enter(SimulatedWorld world, MeetingGround ground) throws InterruptedException {
        MemoryGroup group = new MemoryGroup(world, ground);
        boolean entered = false;
        try {
            while (!ground.isIn(group.number)) {
                world.sleep(GLANCE);
            }
            group.operations = ground.nextOperation();
            group.view = ground.view();
            group.contributors = group.view;
            entered = true;
            return group;
        } finally {
            if (!entered) {
                group.close();
            }
        }
    }

    private MeetingGround.Operation meet(List<MemorySegment> said, boolean bound, boolean admits)
            throws InterruptedException {
        long from = world.nanoTime();
        MeetingGround.Operation operation = ground.come(
                operations, number, view, said, bound, admits, world.elapsed().toNanos());
        while (!operation.over()) {
            world.sleep(GLANCE);
        }
        long rest = operation.latest() + OPERATION.toNanos() - world.elapsed().toNanos();
        if (rest > 0) {
            world.sleep(Duration.ofNanos(rest));
        }
        operations++;
        view = operation.view();
        contributors = operation.contributors();
        operatingNanos += world.nanoTime() - from;
        operation.requireUndisturbed();
        return operation;
    }

    @Override
    public int rank() {
        return view.indexOf(number);
    }

    @Override
    public int size() {
        return view.size();
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public List<Integer> members() {
        return view;
    }

    @Override
    public List<Integer> contributors() {
        return contributors;
    }

    @Override
    public boolean elastic() {
        return true;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public int allReduceSum(MemorySegment values, Kind kind) throws InterruptedException {
        MeetingGround.Operation operation = meet(List.of(values), false, false);
        values.copyFrom(operation.make(MemorySegment.class, MemoryGroup::sum));
        return operation.contributors().size();
    }

    private static MemorySegment sum(MeetingGround.Operation operation) {
        float[] sum = null;
        for (int contributor : operation.contributors()) {
            float[] own = operation.said(contributor).getFirst().toArray(ValueLayout.JAVA_FLOAT);
            if (sum == null) {
                sum = own;
            } else {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += own[i];
                }
            }
        }
        return MemorySegment.ofArray(sum);
    }

    @Override
    public List<MemorySegment> allGather(Message message) throws InterruptedException {
        return gather(message.bytes()).frames();
    }

    /** What all said in one operation. */
    private record Gathered(List<MemorySegment> frames) {}

    private record Numbers(long[][] all) {}

    private Gathered gather(MemorySegment said) throws InterruptedException {
        return meet(List.of(said), false, false).make(Gathered.class, MemoryGroup::gathered);
    }

    private static Gathered gathered(MeetingGround.Operation operation) {
        return new Gathered(operation.contributors().stream()
                .map(contributor -> operation.said(contributor).getFirst().asReadOnly())
                .toList());
    }

    @Override
    public List<MemorySegment> allToAll(List<Message> messages) throws InterruptedException {
        if (messages.size() != size()) {
            throw new IllegalArgumentException(messages.size() + " messages for " + size() + " members");
        }
        int rank = rank();
        MeetingGround.Operation operation =
                meet(messages.stream().map(Message::bytes).toList(), true, false);
        return operation.contributors().stream()
                .map(contributor -> operation.said(contributor).get(rank).asReadOnly())
                .toList();
    }

    @Override
    public void broadcast(MemorySegment bytes, int root, Kind kind) throws InterruptedException {
        int from = view.get(root);
        bytes.copyFrom(meet(List.of(bytes), true, false).said(from).getFirst());
    }

    @Override
    public void barrier() throws InterruptedException {
        meet(List.of(), false, false);
    }

    @Override
    public long[][] exchange(long... numbers) throws InterruptedException {
        return meet(List.of(MemorySegment.ofArray(numbers)), false, false)
                .make(
                        Numbers.class,
                        operation -> new Numbers(operation.contributors().stream()
                                .map(contributor ->
                                        operation.said(contributor).getFirst().toArray(ValueLayout.JAVA_LONG))
                                .toArray(long[][]::new)))
                .all();
    }

    @Override
    public boolean somebodyWaits() {
        return ground.somebodyWaits();
    }

    @Override
    public boolean admit() throws InterruptedException {
        return meet(List.of(), false, true).admitted();
    }

    @Override
    public void accuse(int other, String reason) {
        throw new IllegalStateException("Member " + other + " " + reason);
    }

    @Override
    public long operatingNanos() {
        return operatingNanos;
    }

    @Override
    public Traffic traffic() {
        return NOTHING;
    }

    @Override
    public void abort(String reason) {
        ground.leave(number);
    }

    /** Also where a fault has killed this member: what it has open is closed then. */
    @Override
    public Group split(IntUnaryOperator partOf) {
        throw new IllegalStateException("Members of this group come and go");
    }

    @Override
    public void close() {
        ground.leave(number);
    }
}
