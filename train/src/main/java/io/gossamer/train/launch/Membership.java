package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import io.gossamer.train.worker.Checkpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What becomes of a run's workers where it goes on with more or fewer of them. */
final class Membership {
    private Membership() {}

    /** @throws GossamerException if the method has a checkpoint of another number of workers and cannot change it */
    static void requirePossible(Job job, String method, MethodDirectory folder) {
        Checkpoints checkpoints = new Checkpoints(folder, method);
        OptionalLong step = checkpoints.newest();
        if (folder.isFinished() || step.isEmpty()) {
            return;
        }
        int before = checkpoints.workers(step.getAsLong());
        boolean elastic = Job.preset(method)
                .strategy(job.settings(method), job.steps())
                .subject()
                .elastic();
        if (before != job.workers() && !elastic) {
            throw new GossamerException(
                    method + " stopped with " + before + " workers and cannot go on with " + job.workers(),
                    "Go on with as many; one-byte is a method that workers may join and leave.");
        }
    }

    /**
     * Where each of the workers goes on. What those who leave have sent counts with worker 0, so that the run's sum stays
     * what it is; those who join have sent nothing.
     *
     * @param saved of the workers of before, by rank
     */
    static List<Event.Checkpointed> change(List<Event.Checkpointed> saved, int workers) {
        List<Event.Checkpointed> points = new ArrayList<>(saved.subList(0, Math.min(workers, saved.size())));
        Event.Checkpointed first = saved.getFirst();
        for (int rank = saved.size(); rank < workers; rank++) {
            points.add(new Event.Checkpointed(
                    rank, first.step(), first.seconds(), ByteCount.ZERO, ByteCount.ZERO, ByteCount.ZERO));
        }
        for (Event.Checkpointed left : saved.subList(Math.min(workers, saved.size()), saved.size())) {
            points.set(0, withBytesOf(points.getFirst(), left));
        }
        return points;
    }

    private static Event.Checkpointed withBytesOf(Event.Checkpointed heir, Event.Checkpointed left) {
        return new Event.Checkpointed(
                heir.worker(),
                heir.step(),
                heir.seconds(),
                heir.sent().plus(left.sent()),
                heir.received().plus(left.received()),
                heir.sentInSteps().plus(left.sentInSteps()));
    }
}
