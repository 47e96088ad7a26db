package io.gossamer.bench.step;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/** A step of {@link SoloRun} against a step of {@link BareLoop}, in blocks of steps by turns on one thread. */
public final class StepOverheadBench {
    private static final OptionalDouble LIMIT = OptionalDouble.of(1.05);
    private static final int BATCH = 128;
    private static final int BLOCK = 5;
    private static final int WARMUP_BLOCKS = 60;

    private StepOverheadBench() {}

    /** @param quick fewer blocks */
    public static Table run(boolean quick) throws IOException, InterruptedException {
        Libtorch.start(1);
        int blocks = quick ? 55 : 205;
        List<Comparison> rows = new ArrayList<>();
        try (Task task = Tasks.open("digits", Optional.empty(), 1)) {
            for (BareModel model : BareModel.values()) {
                rows.add(Comparison.of(
                        "one step, " + model.title() + ", batch " + BATCH,
                        "bare libtorch",
                        measure(task, model, blocks),
                        LIMIT,
                        0));
            }
        }
        return new Table(
                "Step overhead",
                "One worker with allreduce and SGD with momentum, everything a real run does in a step included (drawing"
                        + " and normalising the batch, checking the loss, writing the event to a file), against zero_grad,"
                        + " forward, backward and libtorch's own SGD on ordinary tensors, its batch taken by index_select;"
                        + " one libtorch thread, " + blocks + " pairs of blocks of " + BLOCK + " steps.",
                rows);
    }

    private static Rounds measure(Task task, BareModel model, int blocks) throws IOException, InterruptedException {
        try (BareLoop bare = new BareLoop(model, task.training(), BATCH)) {
            Turns turns = new Turns(bare, blocks);
            SoloRun.train(task, model.model(), BATCH, (long) (WARMUP_BLOCKS + blocks) * BLOCK, turns);
            return turns.rounds();
        }
    }

    /** Hears of our steps; after each block of them it stops the clock and lets the other loop run a block. */
    private static final class Turns implements LongConsumer {
        private static final double NANOS = 1e9;

        private final BareLoop bare;
        private final double[] ours;
        private final double[] theirs;
        private long startedAt;

        Turns(BareLoop bare, int blocks) {
            this.bare = bare;
            this.ours = new double[blocks];
            this.theirs = new double[blocks];
        }

        @Override
        public void accept(long stepsDone) {
            if (stepsDone % BLOCK != 0) {
                return;
            }
            double ourSeconds = secondsOfStep();
            startedAt = System.nanoTime();
            for (int step = 0; step < BLOCK; step++) {
                bare.step();
            }
            double bareSeconds = secondsOfStep();
            int block = (int) (stepsDone / BLOCK) - WARMUP_BLOCKS - 1;
            if (block >= 0) {
                ours[block] = ourSeconds;
                theirs[block] = bareSeconds;
            }
            startedAt = System.nanoTime();
        }

        private double secondsOfStep() {
            return (System.nanoTime() - startedAt) / NANOS / BLOCK;
        }

        Rounds rounds() {
            return new Rounds(ours, theirs);
        }
    }
}
