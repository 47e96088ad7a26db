package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.collective.Group;
import io.gossamer.net.state.Offer;
import io.gossamer.net.state.StateSync;
import io.gossamer.net.topology.ProbeSettings;
import io.gossamer.net.tuning.RingTuner;
import io.gossamer.train.job.Job;
import java.time.Duration;
import java.util.Arrays;

/**
 * Lets nodes into a run whose nodes come and go, and brings those who have come to where the others are. The ring gets the
 * order that is best with them.
 */
final class Newcomers {
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Enough to tell a wide way from a narrow one, in half a second. */
    private static final ProbeSettings PROBE = new ProbeSettings(4, Duration.ofMillis(500), 32 << 20);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Group group;
    private final Job job;
    private final Task task;
    private final StateSync sync;
    private final Runnable caughtUp;
    private final long exchangedBytes;

    /**
     * @param common what all nodes are to hold alike
     * @param caughtUp run once they do
     * @param exchangedBytes of the arrays that go around the ring
     */
    Newcomers(Group group, Job job, Task task, Stateful common, Runnable caughtUp, long exchangedBytes) {
        this.group = group;
        this.job = job;
        this.task = task;
        this.sync = new StateSync(CommonState.of(common), Offer.Part.POPULAR);
        this.caughtUp = caughtUp;
        this.exchangedBytes = exchangedBytes;
    }

    /**
     * Called by a node that has just come in, and by those who let it in.
     *
     * @param seconds this node's training clock
     * @return the clock of the node that has trained longest
     * @throws GossamerException if this node does not belong to the others
     */
    double welcome(double seconds) throws InterruptedException {
        StartAgreement.requireOwn(group, job, task);
        sync.run(group);
        caughtUp.run();
        if (group instanceof ElasticGroup living) {
            new RingTuner(living, PROBE, exchangedBytes).tune();
        }
        return Arrays.stream(group.exchange(Double.doubleToRawLongBits(seconds)))
                .mapToDouble(of -> Double.longBitsToDouble(of[0]))
                .max()
                .orElseThrow();
    }

    /** Waits until as many are in as the job begins with, or until somebody has waited for so long that others must be lost. */
    void gather(double seconds) throws InterruptedException {
        long deadline = group.world().nanoTime() + PATIENCE.toNanos();
        while (waits(group.exchange(group.world().nanoTime() - deadline > 0 ? 1 : 0))) {
            if (group.admit()) {
                welcome(seconds);
            }
            group.world().sleep(PAUSE);
        }
    }

    /** What an operation counted is the same for all; the size of the group, at this moment, is not. */
    private boolean waits(long[][] impatient) {
        return impatient.length < job.workers() && Arrays.stream(impatient).allMatch(of -> of[0] == 0);
    }

    /** Lets in those who wait. */
    void admit(double seconds) throws InterruptedException {
        if (group.admit()) {
            welcome(seconds);
        }
    }
}
