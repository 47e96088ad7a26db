package io.gossamer.train.simulate;

import io.gossamer.net.simulation.SimulatedWorld;
import io.gossamer.net.world.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What a node says while it computes, one operation after another. */
final class Beside {
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private final SimulatedWorld world;
    private final Deque<Begun> begun = new ArrayDeque<>();

    private record Begun(Task task, long due) {}

    /** A node's part in an operation. */
    interface Part {
        void play() throws IOException, InterruptedException;
    }

    Beside(SimulatedWorld world) {
        this.world = world;
    }

    /**
     * Begins an operation once those before it are over.
     *
     * @param due after which step the node waits for its end
     */
    void begin(Part part, long due) {
        Optional<Begun> before = Optional.ofNullable(begun.peekLast());
        begun.add(new Begun(
                world.spawn("beside", () -> {
                    try {
                        if (before.isPresent()) {
                            before.get().task().join(FOR_EVER);
                        }
                        part.play();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts it", e);
                    }
                }),
                due));
    }

    /** Waits for the end of what is due after a step. */
    void await(long step) throws InterruptedException {
        while (!begun.isEmpty() && begun.peekFirst().due() <= step) {
            begun.removeFirst().task().join(FOR_EVER);
        }
    }
}
