package io.gossamer.app.job;

import io.gossamer.app.console.Progress;
import io.gossamer.train.run.Event;
import java.util.ArrayDeque;
import java.util.Deque;

/** Follows one method through the events of its workers, and says how far it is. */
final class MethodProgress {
    private static final double RATE_WINDOW_SECONDS = 5;

    /** Bytes that a worker had sent, on average, at a moment of this process's clock. */
    private record Mark(double seconds, double bytes) {}

    private final int workers;
    private final long steps;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long firstStep = -1;
    private double firstSeconds;
    private long step;
    private double lossSum;
    private int losses;
    private int told;
    private double shownLoss = Double.NaN;
    private Double accuracy;
    private double bytes;

    /** @param startSeconds this process's clock at the start */
    MethodProgress(int workers, long steps, double startSeconds) {
        this.workers = workers;
        this.steps = steps;
        marks.add(new Mark(startSeconds, 0));
    }

    /** Takes in an event; returns whether it changed what is shown. */
    boolean add(Event event, double nowSeconds) {
        switch (event) {
            case Event.Step done -> {
                return add(done, nowSeconds);
            }
            case Event.Evaluation evaluation -> {
                accuracy = evaluation.accuracy();
                return step > 0;
            }
            case Event.Started started -> {
                return false;
            }
            case Event.Stood stood -> {
                return false;
            }
            case Event.Checkpointed checkpointed -> {
                return false;
            }
            case Event.Hidden hidden -> {
                return false;
            }
            case Event.Layers layers -> {
                return false;
            }
            case Event.Clients clients -> {
                return false;
            }
            case Event.Noted noted -> {
                return false;
            }
            case Event.Finished finished -> {
                return false;
            }
            case Event.Failed failed -> {
                return false;
            }
            case Event.Lost lost -> {
                return false;
            }
            case Event.CoordinatorLost lost -> {
                return false;
            }
        }
    }

    private boolean add(Event.Step done, double nowSeconds) {
        bytes += (double) done.sent().total() / workers;
        told++;
        if (!Double.isNaN(done.loss())) {
            lossSum += done.loss();
            losses++;
        }
        if (firstStep < 0) {
            // Starting processes is no part of a step: the first one only sets the clock.
            firstStep = done.step();
            firstSeconds = nowSeconds;
        }
        if (told < workers) {
            return false;
        }
        // Workers take their steps together, so as many tellings as workers are those of about one step.
        shownLoss = losses == 0 ? shownLoss : lossSum / losses;
        lossSum = 0;
        losses = 0;
        told = 0;
        step = Math.max(step, done.step() + 1);
        marks.add(new Mark(nowSeconds, bytes));
        while (marks.size() > 2 && marks.peekFirst().seconds() < nowSeconds - RATE_WINDOW_SECONDS) {
            marks.removeFirst();
        }
        return true;
    }

    Progress progress(double nowSeconds) {
        double window =
                Math.max(1e-3, marks.peekLast().seconds() - marks.peekFirst().seconds());
        double rate = (marks.peekLast().bytes() - marks.peekFirst().bytes()) / window;
        long timed = step - firstStep - 1;
        double left = timed < 1 ? Double.NaN : (nowSeconds - firstSeconds) / timed * (steps - step);
        return new Progress(step, steps, shownLoss, accuracy, bytes, rate, left);
    }
}
