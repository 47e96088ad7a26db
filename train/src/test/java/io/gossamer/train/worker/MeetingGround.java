package io.gossamer.train.worker;

import io.gossamer.net.collective.ViewChangedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where the members of a {@link MemoryGroup} meet. It keeps what a group that lives on promises, and nothing of how that
 * comes about: an operation is over once all members have come to it or are lost. One task at a time runs in a simulation,
 * so nothing here is locked.
 */
final class MeetingGround {
    private final int founders;
    private final List<Integer> members = new ArrayList<>();
    private final List<Integer> waiting = new ArrayList<>();
    private final Map<Long, Operation> operations = new TreeMap<>();
    private int next;
    private long last = -1;

    /** @param founders how many come together before the first operation */
    MeetingGround(int founders) {
        this.founders = founders;
    }

    /** An operation, on its way and afterwards. */
    static final class Operation {
        private final Map<Integer, List<MemorySegment>> said = new HashMap<>();
        private final Map<String, Object> made = new HashMap<>();
        /** Whether what is said is for those alone who were in when it began. */
        private boolean bound;

        private boolean broken;
        private boolean over;
        private boolean admitted;
        private long latest;
        private List<Integer> contributors = List.of();
        private List<Integer> view = List.of();

        boolean over() {
            return over;
        }

        /** Whether it let somebody in. */
        boolean admitted() {
            return admitted;
        }

        /** When the last member came to it, in virtual nanoseconds. */
        long latest() {
            return latest;
        }

        /** Whose contributions it counts. */
        List<Integer> contributors() {
            return contributors;
        }

        /** Who is in after it. */
        List<Integer> view() {
            return view;
        }

        void requireUndisturbed() {
            if (broken) {
                throw new ViewChangedException();
            }
        }

        /** What a contributor said: one thing to all, or one to each, by rank. */
        List<MemorySegment> said(int contributor) {
            return said.get(contributor);
        }

        /** What all get alike, made for the first who asks. */
        <T> T make(Class<T> kind, Function<Operation, T> maker) {
            return kind.cast(made.computeIfAbsent(kind.getName(), key -> maker.apply(this)));
        }
    }

    /** The number of one who wants to come in. */
    int knock() {
        waiting.add(next);
        if (last < 0 && waiting.size() == founders) {
            letIn();
        }
        return next++;
    }

    private void letIn() {
        members.addAll(waiting);
        waiting.clear();
    }

    boolean isIn(int number) {
        return members.contains(number);
    }

    boolean somebodyWaits() {
        return !waiting.isEmpty();
    }

    List<Integer> view() {
        return List.copyOf(members);
    }

    /** The number of the next operation for one who has just come in. */
    long nextOperation() {
        return last + 1;
    }

    /**
     * A member comes to an operation.
     *
     * @param view who is in as far as the member knows
     * @param said of memory that may be overwritten afterwards
     * @param bound whether it is for those in the view alone
     * @param admits whether the operation lets in who waits when it is over
     */
    Operation come(
            long number,
            int member,
            List<Integer> view,
            List<MemorySegment> said,
            boolean bound,
            boolean admits,
            long now) {
        Operation operation = operations.computeIfAbsent(number, key -> new Operation());
        operation.said.put(member, copies(said));
        operation.bound = bound;
        operation.broken |= bound && !view.equals(members);
        operation.latest = now;
        endIfAllAreHere(number, operation, admits);
        return operation;
    }

    /** In one piece of memory, since there are many; what is said to several, once. */
    private static List<MemorySegment> copies(List<MemorySegment> said) {
        IdentityHashMap<MemorySegment, MemorySegment> copies = new IdentityHashMap<>();
        said.forEach(each -> copies.put(each, each));
        long bytes = copies.keySet().stream().mapToLong(MeetingGround::room).sum();
        MemorySegment memory = Arena.ofAuto().allocate(bytes, Long.BYTES);
        long at = 0;
        for (var copy : copies.entrySet()) {
            MemorySegment original = copy.getKey();
            copy.setValue(memory.asSlice(at, original.byteSize()).copyFrom(original));
            at += room(original);
        }
        return said.stream().map(copies::get).toList();
    }

    private static long room(MemorySegment segment) {
        return (segment.byteSize() + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    private void endIfAllAreHere(long number, Operation operation, boolean admits) {
        if (operation.over || !operation.said.keySet().containsAll(members)) {
            return;
        }
        operation.over = true;
        if (admits) {
            operation.admitted = somebodyWaits();
            letIn();
        }
        Map<Integer, Boolean> order = new LinkedHashMap<>();
        members.forEach(member -> order.put(member, true));
        operation.said.keySet().stream().sorted().forEach(member -> order.put(member, true));
        operation.contributors =
                order.keySet().stream().filter(operation.said::containsKey).toList();
        operation.view = view();
        last = number;
        operations.remove(number - 2);
    }

    /**
     * A member is lost, or leaves. What it had said of an operation that others have not come to yet counts or does not,
     * both of which a group may do: here by turns. An operation bound to the members of before comes to nothing.
     */
    void leave(int member) {
        waiting.remove((Integer) member);
        if (!members.remove((Integer) member)) {
            return;
        }
        Optional<Operation> open = Optional.ofNullable(operations.get(last + 1));
        open.ifPresent(operation -> {
            operation.broken |= operation.bound;
            if (member % 2 == 0) {
                operation.said.remove(member);
            }
            if (!members.isEmpty()) {
                endIfAllAreHere(last + 1, operation, false);
            }
        });
    }
}
