package io.gossamer.net.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.unit.Bandwidth;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LinkClockTest {
    private static final long MS = 1_000_000;
    /** One byte a microsecond. */
    private static final Link SLOW = new Link(new Bandwidth(8e6), Duration.ofMillis(10), 0);

    private static PathClock path(Link link) {
        return new PathClock(link, () -> 0.5);
    }

    @Test
    void anIdleUploadTakesTheChunksOwnTime() {
        LinkClock clock = new LinkClock(SLOW);
        assertThat(clock.depart(5 * MS, 1000)).isEqualTo(6 * MS);
    }

    @Test
    void chunksQueueForTheUploadWhateverTheirPeer() {
        LinkClock clock = new LinkClock(SLOW);
        assertThat(clock.depart(0, 1000)).isEqualTo(1 * MS);
        assertThat(clock.depart(0, 2000)).isEqualTo(3 * MS);
        assertThat(clock.depart(10 * MS, 1000)).isEqualTo(11 * MS);
    }

    @Test
    void aDownloadDoesNotDelayWhatAnEqualUploadHasPaced() {
        LinkClock sender = new LinkClock(SLOW);
        LinkClock receiver = new LinkClock(SLOW);
        PathClock path = path(SLOW);
        for (int chunk = 1; chunk <= 5; chunk++) {
            long arrival = path.arrive(sender.depart(0, 1000), 1000);
            assertThat(receiver.deliver(arrival, 1000)).isEqualTo((chunk + 10) * MS);
        }
    }

    @Test
    void twoSendersShareOneDownload() {
        LinkClock receiver = new LinkClock(SLOW);
        long last = 0;
        for (int chunk = 1; chunk <= 100; chunk++) {
            receiver.deliver(chunk * MS, 1000);
            last = receiver.deliver(chunk * MS, 1000);
        }
        assertThat(last).isEqualTo(200 * MS);
    }

    @Test
    void latencyDoesNotLowerTheThroughput() {
        Link far = new Link(new Bandwidth(8e6), Duration.ofSeconds(1), 0);
        LinkClock sender = new LinkClock(far);
        PathClock path = path(far);
        long arrival = 0;
        for (int chunk = 0; chunk < 1000; chunk++) {
            arrival = path.arrive(sender.depart(0, 1000), 1000);
        }
        assertThat(arrival).isEqualTo(1000 * MS + 1000 * MS);
    }

    @Test
    void aPairCanBeSlowerThanItsLines() {
        PathClock path = path(SLOW);
        path.cap(new Bandwidth(4e6));
        assertThat(path.arrive(1 * MS, 1000)).isEqualTo(11 * MS);
        assertThat(path.arrive(2 * MS, 1000)).isEqualTo(13 * MS);
        assertThat(path.arrive(3 * MS, 1000)).isEqualTo(15 * MS);
    }

    @Test
    void lossDelaysAsOftenAsPacketsAreLostAndOccupiesTheUpload() {
        Link lossy = new Link(new Bandwidth(8e6), Duration.ofMillis(10), 0.1);
        Random random = new Random(7);
        int delayed = 0;
        int chunks = 20_000;
        for (int chunk = 0; chunk < chunks; chunk++) {
            PathClock path = new PathClock(lossy, random::nextDouble);
            long late = path.arrive(0, 3000) - 10 * MS;
            assertThat(late % (25 * MS)).isZero();
            delayed += late > 0 ? 1 : 0;
        }
        assertThat(delayed / (double) chunks).isCloseTo(1 - 0.9 * 0.9, within(0.01));
        assertThat(new LinkClock(lossy).depart(0, 9000)).isEqualTo(10 * MS);
    }

    @Test
    void orderIsKeptBehindALostPacket() {
        Link lossy = new Link(new Bandwidth(8e6), Duration.ofMillis(10), 0.1);
        double[] draws = {0.95, 0.1};
        int[] next = new int[1];
        PathClock path = new PathClock(lossy, () -> draws[next[0]++]);
        assertThat(path.arrive(1 * MS, 1000)).isEqualTo(36 * MS);
        assertThat(path.arrive(2 * MS, 1000)).isEqualTo(36 * MS);
    }

    @Property(tries = 200)
    void theUploadNeverPassesMoreThanItsRate(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int chunks) {
        Random random = new Random(seed);
        LinkClock clock = new LinkClock(SLOW);
        long now = 0;
        long bytes = 0;
        long firstSent = Long.MAX_VALUE;
        for (int chunk = 0; chunk < chunks; chunk++) {
            now += random.nextInt(2_000_000);
            int size = 1 + random.nextInt(3000);
            firstSent = Math.min(firstSent, now);
            bytes += size;
            assertThat(clock.depart(now, size)).isGreaterThanOrEqualTo(firstSent + bytes * 1000);
        }
    }

    @Test
    void quantaAreTwoMillisecondsWorth() {
        assertThat(LinkClock.quantum(new Link(new Bandwidth(20e6), Duration.ZERO, 0)))
                .isEqualTo(5000);
        assertThat(LinkClock.quantum(new Link(new Bandwidth(1e3), Duration.ZERO, 0)))
                .isEqualTo(1500);
        assertThat(LinkClock.quantum(Link.NONE)).isEqualTo(65536);
    }
}
