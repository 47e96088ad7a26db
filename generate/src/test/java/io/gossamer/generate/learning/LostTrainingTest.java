package io.gossamer.generate.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.generate.data.Examples;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Experts on machines of their own: one that is lost costs what it did since it last kept anything, and nobody else notices. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
final class LostTrainingTest {
    private static final int LOST = 1;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static String undisturbed(int cluster) {
        return trained(ExpertProcess.PLAN, ExpertProcess.DATA, cluster);
    }

    private static String trained(DecentralizedPlan plan, Examples examples, int cluster) {
        try (FlatTensors expert = plan.expert(examples, ExpertProcess.PARTITION, cluster)) {
            return StateHash.of(expert);
        }
    }

    @Test
    void whoIsKilledGoesOnElsewhereToTheSameBits() throws Exception {
        Path file = ExpertProcess.file(folder, LOST);
        Process other = ExpertProcess.start(folder, 0);
        Process lost = ExpertProcess.start(folder, LOST);
        while (!Files.exists(file)) {
            assertThat(lost.isAlive()).isTrue();
            Thread.sleep(5);
        }
        assertThat(lost.destroyForcibly().waitFor())
                .as("lost before it was done")
                .isNotZero();

        Process successor = ExpertProcess.start(folder, LOST);
        assertThat(said(successor)).isEqualTo(undisturbed(LOST));
        assertThat(said(other)).isEqualTo(undisturbed(0));
        // Who comes later is nobody's business, either.
        assertThat(said(ExpertProcess.start(folder, 2))).isEqualTo(undisturbed(2));
    }

    /** Counts what is read, and fails at some point. */
    private static final class Failing implements Examples {
        private final int last;
        private int reads;

        Failing(int last) {
            this.last = last;
        }

        @Override
        public int size() {
            return ExpertProcess.DATA.size();
        }

        @Override
        public int dimension() {
            return ExpertProcess.DATA.dimension();
        }

        @Override
        public int classes() {
            return ExpertProcess.DATA.classes();
        }

        @Override
        public int label(int index) {
            return ExpertProcess.DATA.label(index);
        }

        @Override
        public void read(int index, MemorySegment target, long at) {
            if (reads++ == last) {
                throw new IllegalStateException("enough");
            }
            ExpertProcess.DATA.read(index, target, at);
        }
    }

    @Test
    void whatIsKeptIsNotDoneAgain() {
        DecentralizedPlan plan = ExpertProcess.PLAN.keptIn(folder);
        Failing whole = new Failing(Integer.MAX_VALUE);
        String expected = trained(ExpertProcess.PLAN, whole, LOST);
        assertThatThrownBy(() -> trained(plan, new Failing(whole.reads / 2), LOST))
                .isInstanceOf(IllegalStateException.class);
        Failing rest = new Failing(Integer.MAX_VALUE);
        assertThat(trained(plan, rest, LOST)).isEqualTo(expected);
        assertThat(rest.reads).isBetween(whole.reads / 2, whole.reads * 6 / 10);
        Failing nothing = new Failing(ExpertProcess.DATA.size());
        assertThat(trained(plan, nothing, LOST)).isEqualTo(expected);
    }

    @Test
    void whatAnotherTrainingKeptIsNotTakenUp() {
        trained(ExpertProcess.PLAN.keptIn(folder), ExpertProcess.DATA, LOST);
        DecentralizedPlan plan = ExpertProcess.PLAN;
        DecentralizedPlan other = new DecentralizedPlan(
                plan.architecture(), plan.router(), plan.regimen(), plan.routerRegimen(), plan.seed() + 1);
        assertThat(trained(other.keptIn(folder), ExpertProcess.DATA, LOST))
                .isEqualTo(trained(other, ExpertProcess.DATA, LOST))
                .isNotEqualTo(undisturbed(LOST));
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        DecentralizedPlan plan = ExpertProcess.PLAN.keptIn(folder);
        trained(plan, ExpertProcess.DATA, LOST);
        Path file = ExpertProcess.file(folder, LOST);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> trained(plan, ExpertProcess.DATA, LOST))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    private static String said(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
