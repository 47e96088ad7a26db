package io.gossamer.net.collective;

import io.gossamer.net.schedule.Selector;
import io.gossamer.net.world.Task;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All-reduces of which several are under way at once, each on a task of its own, so that the latency of one hides behind
 * the transfer of another. All members begin them in the same order, so the first that is not done is under way
 * everywhere. When a view ends in their midst, those that all have whole count; the others begin again among those who
 * are left.
 */
final class Flight implements AutoCloseable {
    /** Of a member that is alive, the others hear so many times before they would take it for lost. */
    private static final int PULSES_PER_TIMEOUT = 4;

    private final World world;
    private final Succession succession;
    private final LargeOperations large;
    private final Duration pulse;
    /** What each task works with. */
    private final List<Collectives> slots = new ArrayList<>();

    private Selector selector = new Selector.BySize();

    Flight(World world, Succession succession, LargeOperations large, Duration timeout) {
        this.world = world;
        this.succession = succession;
        this.large = large;
        this.pulse = timeout.dividedBy(PULSES_PER_TIMEOUT);
    }

    /** Lets {@code chosen} pick how the operations go. */
    void use(Selector chosen) {
        selector = chosen;
        slots.forEach(slot -> slot.use(chosen));
    }

    /**
     * Does all of them.
     *
     * @param operations with sources that they do not overwrite
     * @return the numbers of those who contributed to each
     */
    List<List<Integer>> complete(List<AllReduce> operations, int maxInFlight) throws InterruptedException {
        List<List<Integer>> contributors = new ArrayList<>();
        for (int from = 0; from < operations.size(); from += UnderWay.MOST) {
            int to = Math.min(operations.size(), from + UnderWay.MOST);
            contributors.addAll(together(operations.subList(from, to), maxInFlight));
        }
        return contributors;
    }

    private List<List<Integer>> together(List<AllReduce> operations, int maxInFlight) throws InterruptedException {
        UnderWay underWay = succession.begin(operations.size());
        while (!underWay.open().isEmpty()) {
            List<ViewEndsException> ends = new Attempt(operations, underWay).run(maxInFlight);
            if (!ends.isEmpty()) {
                succession.recover(ends, underWay);
            }
        }
        succession.allowNothingEarly();
        succession.settle(underWay);
        return underWay.contributors();
    }

    private Collectives slot(int index) {
        if (index == slots.size()) {
            Collectives slot = new Collectives();
            slot.use(selector);
            slots.add(slot);
        }
        return slots.get(index);
    }

    /** What is still to be done, among the members of one view. */
    private final class Attempt {
        private final List<AllReduce> operations;
        private final UnderWay underWay;
        private final List<Integer> open;
        private final AtomicInteger begun = new AtomicInteger();
        private final Queue<ViewEndsException> ends = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

        Attempt(List<AllReduce> operations, UnderWay underWay) {
            this.operations = operations;
            this.underWay = underWay;
            this.open = underWay.open();
        }

        /** Returns why it came to no end; nothing if all is done. */
        List<ViewEndsException> run(int maxInFlight) throws InterruptedException {
            try {
                succession.requireUndisturbed();
                succession.allowEarly(
                        underWay,
                        operations.stream().mapToLong(AllReduce::mostBytes).sum());
                work(Math.min(maxInFlight, open.size()));
                if (ends.isEmpty()) {
                    large.flush();
                }
            } catch (ViewEndsException e) {
                ends.add(e);
            }
            return List.copyOf(ends);
        }

        private void work(int width) throws InterruptedException {
            List<Task> tasks = new ArrayList<>();
            boolean ended = false;
            try {
                for (int i = 0; i < width; i++) {
                    Collectives slot = slot(i);
                    tasks.add(world.spawn("all-reduce " + i, () -> runTask(slot)));
                }
                for (Task task : tasks) {
                    while (!task.join(pulse)) {
                        succession.pulse();
                    }
                }
                ended = true;
            } finally {
                if (!ended) {
                    stop(tasks);
                }
            }
            requireNoFailure();
        }

        private void stop(List<Task> tasks) throws InterruptedException {
            succession.halt();
            tasks.forEach(Task::interrupt);
            for (Task task : tasks) {
                task.join(pulse);
            }
        }

        private void requireNoFailure() throws InterruptedException {
            switch (failures.peek()) {
                case null -> {}
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }

        private void runTask(Collectives slot) {
            try {
                Collectives.Nodes<ViewEndsException> nodes = large.nodes();
                List<Integer> members = succession.numbers();
                for (int next = begun.getAndIncrement(); next < open.size(); next = begun.getAndIncrement()) {
                    perform(open.get(next), slot, nodes, members);
                }
            } catch (ViewEndsException e) {
                ends.add(e);
                succession.halt();
            } catch (InterruptedException | RuntimeException | Error e) {
                failures.add(e);
                succession.halt();
            }
        }

        private void perform(
                int index, Collectives slot, Collectives.Nodes<ViewEndsException> nodes, List<Integer> members)
                throws ViewEndsException, InterruptedException {
            int number = underWay.number(index);
            operations.get(index).perform(slot, nodes, number);
            underWay.whole(index, members);
            large.awaitAllWhole(number);
            underWay.count(index);
        }
    }

    @Override
    public void close() {
        slots.forEach(Collectives::close);
    }
}
