package io.gossamer.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LongWorkTest {
    private final AtomicLong nanos = new AtomicLong(123);

    private void tickEveryFifth(LongWork work, double seconds) {
        for (int i = 0; i < seconds * 5; i++) {
            nanos.addAndGet(200_000_000L);
            work.tick();
        }
    }

    @Test
    void shortWorkSaysNothing() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(80));
        try (LongWork work = new LongWork(recording.console(), nanos::get)) {
            work.at("encodes");
            tickEveryFifth(work, 1.8);
        }
        assertThat(recording.err()).isEmpty();
    }

    @Test
    void withoutATerminalALineEveryFiveSeconds() {
        TerminalRecording recording = new TerminalRecording();
        try (LongWork work = new LongWork(recording.console(), nanos::get)) {
            work.at("encodes a");
            tickEveryFifth(work, 4);
            work.at("encodes b");
            tickEveryFifth(work, 7);
        }
        assertThat(recording.err().lines()).containsExactly("encodes a  2.00 s", "encodes b  7.00 s");
        assertThat(recording.out()).isEmpty();
    }

    @Test
    void onATerminalOneLineThatIsWiped() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(12));
        try (LongWork work = new LongWork(recording.console(), nanos::get)) {
            work.at("encodes a");
            tickEveryFifth(work, 2.2);
        }
        assertThat(recording.err()).isEqualTo("\r\033[2Kencodes a  ".repeat(2) + "\r\033[2K");
        assertThat(recording.err()).doesNotContain("\n");
    }

    @Test
    void itTicksByItself() throws InterruptedException {
        TerminalRecording recording = new TerminalRecording();
        try (LongWork work = new LongWork(recording.console())) {
            work.at("encodes");
            for (int i = 0; i < 600 && recording.err().isEmpty(); i++) {
                Thread.sleep(50);
            }
        }
        assertThat(recording.err()).startsWith("encodes  ");
    }
}
