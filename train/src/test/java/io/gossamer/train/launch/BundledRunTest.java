package io.gossamer.train.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.train.job.Job;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Between workers several connections may pass for one. */
@Execution(ExecutionMode.CONCURRENT)
class BundledRunTest {
    private static final int STEPS = 5;
    private static final int CONNECTIONS = 5;

    @TempDir
    Path folder;

    /** Counts the sockets of the workers in the midst of the run. */
    private static final class Counting implements RunListener {
        private final Map<Integer, Long> processes = new HashMap<>();
        private final Map<Integer, Long> sockets = new HashMap<>();

        @Override
        public void event(String method, Event event) {
            if (event instanceof Event.Started started) {
                processes.put(started.worker(), started.pid());
            } else if (event instanceof Event.Step step && step.step() == 1) {
                sockets.put(step.worker(), sockets(processes.get(step.worker())));
            }
        }

        private static long sockets(long process) {
            try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
                return files.filter(Counting::isSocket).count();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static boolean isSocket(Path file) {
            try {
                return Files.readSymbolicLink(file).toString().startsWith("socket:");
            } catch (IOException closedMeanwhile) {
                return false;
            }
        }
    }

    private RunResult run(int connections, Counting counting) throws InterruptedException {
        Job job = Job.builder()
                .task("digits")
                .model("logistic")
                .methods("allreduce")
                .workers(2)
                .link("none")
                .steps(STEPS)
                .evaluateEvery(STEPS)
                .build();
        return new Launcher(counting, new Terms(OnLoss.CONTINUE, Optional.empty(), 1, connections))
                .run(job, folder.resolve(Integer.toString(connections)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void asManyAsWereAskedForAndTheSameResult() throws Exception {
        Counting one = new Counting();
        Counting several = new Counting();
        RunResult plain = run(1, one);
        RunResult bundled = run(CONNECTIONS, several);
        assertThat(bundled.runs().getFirst().scores())
                .isEqualTo(plain.runs().getFirst().scores());
        assertThat(several.sockets)
                .hasSize(2)
                .hasSameSizeAs(one.sockets)
                .allSatisfy((worker, count) ->
                        assertThat(count).isEqualTo(one.sockets.get(worker) + 2 * (CONNECTIONS - 1)));
    }
}
