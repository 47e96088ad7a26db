package io.gossamer.net.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The queues of the event loop against obvious ones. */
class EventQueueTest {
    private record Entry(long time, long rank) {}

    private static final class Marked extends Event {
        private final Entry entry;

        Marked(Entry entry) {
            this.entry = entry;
        }

        @Override
        void fire() {
            throw new AssertionError("nobody fires it");
        }
    }

    @Property(tries = 100)
    void eventsComeByTimeAndRank(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int times) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        EventQueue queue = new EventQueue();
        PriorityQueue<Entry> expected = new PriorityQueue<>((one, other) ->
                one.time != other.time ? Long.compare(one.time, other.time) : Long.compare(one.rank, other.rank));
        for (long step = 0; step < 3000; step++) {
            if (random.nextInt(3) > 0) {
                Entry entry = new Entry(random.nextInt(times), ((long) random.nextInt() << 40) | step);
                queue.add(new Marked(entry), entry.time, entry.rank);
                expected.add(entry);
            } else {
                assertThat(poll(queue)).isEqualTo(expected.poll());
            }
        }
        while (!expected.isEmpty()) {
            assertThat(poll(queue)).isEqualTo(expected.poll());
        }
        assertThat(queue.poll()).isNull();
    }

    private static Entry poll(EventQueue queue) {
        return queue.poll() instanceof Marked marked ? marked.entry : null;
    }

    @Property(tries = 100)
    void creditsComeWhenTheyAreDue(@ForAll long seed, @ForAll @LongRange(min = 1, max = 40) long spread) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        Credits credits = new Credits();
        List<Entry> expected = new ArrayList<>();
        long last = 0;
        for (long now = 0; now < 500; now++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                last = Math.max(last, now + random.nextInt((int) spread));
                long bytes = random.nextInt(9) + 1L;
                credits.add(last, bytes);
                expected.add(new Entry(last, bytes));
            }
            long all = expected.stream().mapToLong(Entry::rank).sum();
            assertThat(credits.arrivalOf(all)).isEqualTo(all == 0 ? EventLoop.NEVER : last);
            assertThat(credits.arrivalOf(all + 1)).isEqualTo(EventLoop.NEVER);
            if (all > 0) {
                assertThat(credits.arrivalOf(1)).isEqualTo(expected.getFirst().time);
            }
            long time = now;
            long due = expected.stream()
                    .filter(entry -> entry.time <= time)
                    .mapToLong(Entry::rank)
                    .sum();
            expected.removeIf(entry -> entry.time <= time);
            assertThat(credits.take(now)).isEqualTo(due);
        }
    }
}
