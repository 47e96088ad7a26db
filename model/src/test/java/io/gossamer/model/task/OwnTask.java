package io.gossamer.model.task;

import io.gossamer.model.data.Dataset;
import io.gossamer.model.network.ProblemShape;
import java.nio.file.Path;
import java.util.Optional;

/** A task as a user writes one: here, the digits under another name and with another model. */
public final class OwnTask implements Task {
    private final Task digits;

    private OwnTask(long seed) {
        this.digits = Tasks.open("digits", Optional.empty(), seed);
    }

    /** Found by its name in META-INF/services. */
    public static final class Provider implements TaskProvider {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public String defaultModel() {
            return "mlp:16";
        }

        @Override
        public Task open(Optional<Path> data, long seed) {
            return new OwnTask(seed);
        }
    }

    @Override
    public String name() {
        return "own";
    }

    @Override
    public Dataset training() {
        return digits.training();
    }

    @Override
    public Dataset test() {
        return digits.test();
    }

    @Override
    public ProblemShape shape() {
        return digits.shape();
    }

    @Override
    public String defaultModel() {
        return "mlp:16";
    }

    @Override
    public void close() {
        digits.close();
    }
}
