package io.gossamer.train.worker;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.train.job.Job;
import java.time.Duration;

/** Lets nodes into a run whose nodes come and go, and brings those who have come to where the others are. */
final class Newcomers {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Group group;
    private final Job job;
    private final Task task;
    private final CommonState common;
    private final Runnable caughtUp;

    /**
     * @param common what all nodes are to hold alike
     * @param caughtUp run once they do
     */
    Newcomers(Group group, Job job, Task task, CommonState common, Runnable caughtUp) {
        this.group = group;
        this.job = job;
        this.task = task;
        this.common = common;
        this.caughtUp = caughtUp;
    }

    /**
     * Called by a node that has just come in, and by those who let it in.
     *
     * @throws GossamerException if this node does not belong to the others
     */
    void welcome() throws InterruptedException {
        StartAgreement.requireOwn(group, job, task);
        common.synchronise(group);
        caughtUp.run();
    }

    /** Waits until as many are in as the job begins with. */
    void gather() throws InterruptedException {
        // What the last operation counted is the same for all; the size of the group, at this moment, is not.
        while (group.contributors().size() < job.workers()) {
            if (group.admit()) {
                welcome();
            } else {
                group.world().sleep(PAUSE);
                group.barrier();
            }
        }
    }

    /** Lets in those who wait. */
    void admit() throws InterruptedException {
        if (group.admit()) {
            welcome();
        }
    }
}
