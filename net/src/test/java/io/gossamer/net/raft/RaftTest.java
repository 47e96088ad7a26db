package io.gossamer.net.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two of three replicas, the third is lost, that stand for election at the same moment. */
class RaftTest {
    private static final int SIZE = 3;

    private record Letter(int from, int to, Message message) {}

    private final Raft[] replicas =
            IntStream.range(0, SIZE).mapToObj(RaftTest::replica).toArray(Raft[]::new);

    private final Queue<Letter> letters = new ArrayDeque<>();

    private static Raft replica(int own) {
        return new Raft(own, SIZE, Timing.DEFAULT, RandomStream.of(1, Purpose.TEST, own, 12, 0), Storage.inMemory());
    }

    private void post(int from, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Send send) {
                letters.add(new Letter(from, send.to(), send.message()));
            }
        }
    }

    /** All that are alive stand, and then hear each other until nobody has more to say. */
    private void standAtOnce(long moment, List<Integer> alive) {
        alive.forEach(replica -> post(replica, replicas[replica].tick(moment)));
        while (!letters.isEmpty()) {
            Letter letter = letters.remove();
            if (alive.contains(letter.to())) {
                post(letter.to(), replicas[letter.to()].receive(moment, letter.from(), letter.message()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "1, 2", "1, 0", "2, 0", "2, 1"})
    void theOneWithTheLowerNumberIsElectedAtOnce(int first, int second) {
        List<Integer> alive = List.of(first, second);
        alive.forEach(replica -> post(replica, replicas[replica].start(0)));
        long moment = Timing.DEFAULT.longest().toNanos();
        standAtOnce(moment, alive);
        assertThat(replicas[Math.min(first, second)].serves()).isTrue();
        assertThat(replicas[Math.max(first, second)].leader()).isEqualTo(Math.min(first, second));
        assertThat(alive)
                .allSatisfy(replica -> assertThat(replicas[replica].term()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void theOneWithMoreEntriesIsElectedAtOnce(int behind, int ahead) {
        List<Integer> alive = List.of(behind, ahead);
        alive.forEach(replica -> post(replica, replicas[replica].start(0)));
        // Only one of the two hears what the third, which is lost then, had to say as the leader of term 1.
        Message entry = new Message.AppendEntries(1, 0, 0, 0, List.of(new Entry(1, new byte[1])));
        replicas[ahead].receive(0, 2, entry);
        long moment = 2 * Timing.DEFAULT.longest().toNanos();
        standAtOnce(moment, alive);
        assertThat(replicas[ahead].serves()).isTrue();
        assertThat(replicas[behind].leader()).isEqualTo(ahead);
    }
}
