package io.gossamer.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBoardTest {
    private final AtomicLong nanos = new AtomicLong();

    private static Progress at(long step) {
        return new Progress(step, 400, 0.5, 0.912, 1_280_000, 3_400, 61);
    }

    @Test
    void withoutATerminalALineEveryFiveSeconds() {
        TerminalRecording recording = new TerminalRecording();
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.announce("dgc");
            for (int step = 1; step <= 120; step++) {
                nanos.addAndGet(100_000_000L);
                board.update("dgc", at(step));
            }
        }
        assertThat(recording.err().lines())
                .containsExactly(
                        "dgc  step 1/400  loss 0.5000  accuracy 91.20 %  sent 1.28 MB  3.40 kB/s  61.0 s left",
                        "dgc  step 51/400  loss 0.5000  accuracy 91.20 %  sent 1.28 MB  3.40 kB/s  61.0 s left",
                        "dgc  step 101/400  loss 0.5000  accuracy 91.20 %  sent 1.28 MB  3.40 kB/s  61.0 s left");
        assertThat(recording.out()).isEmpty();
    }

    @Test
    void aNoteIsWrittenAtOnce() {
        TerminalRecording recording = new TerminalRecording();
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.update("dgc", at(1));
            board.note("dgc", "starts 4 workers");
        }
        assertThat(recording.err()).endsWith("dgc  starts 4 workers\n");
    }

    @Test
    void whatAMethodDecidesStaysOnTheScreenAboveTheLinesThatAreRedrawn() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(80));
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.announce("adam");
            board.announce("onebit-adam");
            board.tell("onebit-adam", "step 89: The variance is frozen.");
            nanos.addAndGet(1_000_000_000L);
            board.update("onebit-adam", at(200));
        }
        String told = recording.err().substring(recording.err().indexOf("step 89") - "onebit-adam  ".length());
        assertThat(told.replaceAll("\033\\[[0-9]*[JK]|\r", "").lines())
                .startsWith(
                        "onebit-adam  step 89: The variance is frozen.",
                        "adam         waits for its turn",
                        "onebit-adam  waits for its turn");
        // Later frames go back over the two lines only.
        assertThat(told).contains("\033[2A").doesNotContain("\033[3A");
    }

    @Test
    void withoutATerminalWhatAMethodDecidesIsALine() {
        TerminalRecording recording = new TerminalRecording();
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.update("dgc", at(1));
            board.tell("dgc", "step 9: Levels [1, 2].");
        }
        assertThat(recording.err()).endsWith("dgc  step 9: Levels [1, 2].\n");
    }

    @Test
    void onATerminalOneLinePerMethodIsRedrawnInPlace() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(200));
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.announce("allreduce");
            board.announce("dgc");
            nanos.addAndGet(1_000_000_000L);
            board.update("dgc", at(200));
        }
        String lastFrame = recording.err().substring(recording.err().lastIndexOf("\033[2A"));
        assertThat(lastFrame)
                .contains("allreduce  waits for its turn")
                .contains("dgc        ██████████░░░░░░░░░░  step 200/400");
    }

    @Test
    void onANarrowTerminalNoLineWraps() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(40));
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.update("dgc", at(200));
        }
        assertThat(recording
                        .err()
                        .lines()
                        .map(line -> line.replaceAll("\033\\[[0-9]*[AK]|\r", ""))
                        .mapToInt(String::length)
                        .max())
                .hasValue(39);
    }

    @Test
    void onANarrowTerminalWhatIsToBeCopiedIsWhole() {
        TerminalRecording recording = new TerminalRecording(OptionalInt.of(40));
        String invitation = "others can join: gossamer join 192.0.2.7:7000 --token 0123456789abcdef";
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.announce("dgc");
            board.tell("dgc", invitation);
        }
        // What stood there before is cleared first, as far down as the long line may reach.
        assertThat(recording.err()).contains("\033[1A\r\033[Jdgc  " + invitation + "\n");
    }

    @Test
    void beforeTheFirstEvaluationThereIsNoAccuracy() {
        TerminalRecording recording = new TerminalRecording();
        try (ProgressBoard board = new ProgressBoard(recording.console(), nanos::get)) {
            board.update("dgc", new Progress(1, 400, 2.3, null, 0, 0, 100));
        }
        assertThat(recording.err()).doesNotContain("accuracy").contains("1 min 40 s left");
    }
}
