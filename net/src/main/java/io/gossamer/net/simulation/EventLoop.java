package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.section.ComputeSection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual time, the events to come, and the baton. There is no thread of the loop: a task that blocks runs the events
 * itself until some task can go on, and hands the baton to that task directly, so that a message costs at most one
 * change of threads. Which task that is depends on the events alone, never on the scheduler of the threads.
 */
final class EventLoop {
    static final long NEVER = Long.MAX_VALUE;

    /** The low bits of a rank, which keep ranks apart: a trillion events, and 24 bits of what is drawn above them. */
    private static final int SEQUENCE_BITS = 40;

    private final EventQueue events = new EventQueue();
    private final ArrayDeque<SimulatedTask> ready = new ArrayDeque<>();
    private final ArrayList<Stream> corked = new ArrayList<>();
    private final Trace trace = new Trace();

    /** Draws the order of simultaneous events and tasks; null keeps the order in which they were caused. */
    private final RandomStream shuffle;

    private final Limits limits;

    private long now;
    private long limit;
    private long sequence;
    private long fired;
    private long turns;
    private long turnsAtThisTime;
    private int liveNodes;
    private boolean limitReached;
    private boolean stopping;
    private SimulatedTask current;
    private Throwable brokenBy;
    private Thread controller;
    private volatile boolean controllerTurn;

    EventLoop(RandomStream shuffle, Limits limits) {
        this.limits = limits;
        this.shuffle = shuffle;
    }

    long now() {
        return now;
    }

    Trace trace() {
        return trace;
    }

    long fired() {
        return fired;
    }

    /** The moment {@code duration} after {@code time}; {@link #NEVER} if that is beyond the range of virtual time. */
    static long plus(long time, Duration duration) {
        return plus(time, NodeClock.nanos(duration));
    }

    static long plus(long time, long nanos) {
        return nanos > NEVER - time ? NEVER : time + nanos;
    }

    void post(long time, Event event) {
        if (time == NEVER) {
            return;
        }
        add(event, Math.max(time, now), nextRank());
    }

    private void add(Event event, long time, long rank) {
        event.schedule(time);
        events.add(event, time, rank);
    }

    /** The order among simultaneous events: that in which they were posted, or one that is drawn. */
    private long nextRank() {
        long posted = sequence++;
        return shuffle == null ? posted : (long) shuffle.nextInt() << SEQUENCE_BITS | posted;
    }

    void post(long time, Runnable action) {
        post(time, new Action(action));
    }

    /** Like {@link #post}, before all else that happens at that time and in the order of the calls. */
    void postFirst(long time, Runnable action) {
        if (time != NEVER) {
            add(new Action(action), Math.max(time, now), Long.MIN_VALUE + sequence++);
        }
    }

    SimulatedTask current() {
        return current;
    }

    boolean isCurrent(SimulatedTask task) {
        return current == task;
    }

    /** Must be the first call of every operation on the world of {@code process}. */
    void enter(Incarnation process) {
        SimulatedTask task = current;
        if (task == null || !task.runsOn(Thread.currentThread())) {
            throw new IllegalStateException("the world of node " + process
                    + " was used by a thread that the simulation does not know: start tasks with World.spawn");
        }
        if (task.process != process) {
            throw new IllegalStateException("node " + task.process + " used the world of node " + process);
        }
        task.refuseIfStopped();
    }

    /** Like {@link #enter}, for operations that may block. */
    void enterBlocking(Incarnation process, String operation) throws InterruptedException {
        ComputeSection.requireNone(operation);
        enter(process);
        if (Thread.interrupted()) {
            throw new InterruptedException("task " + current + " was interrupted");
        }
    }

    /** Blocks the current task until it is made ready, which may be for no reason, or until the deadline. */
    void pause(Wait reason, long deadline) throws InterruptedException {
        SimulatedTask self = current;
        self.beginWait(reason, deadline);
        armTimer(self);
        uncork();
        SimulatedTask next = nextTask();
        if (next != self) {
            hand(next);
            self.awaitBaton();
        }
        self.endWait();
    }

    /** Hands the baton to the next task; for a task that has ended. */
    void passOn() {
        uncork();
        hand(nextTask());
    }

    /** Lets a task run as soon as its turn comes. A frozen one stays where it is until the thaw. */
    void makeReady(SimulatedTask task) {
        if (task.queued || task.ended() || task.process.frozen()) {
            return;
        }
        task.queued = true;
        if (shuffle != null && (shuffle.nextInt() & 1) == 0) {
            ready.addFirst(task);
        } else {
            ready.addLast(task);
        }
    }

    /**
     * Sees to it that a blocked task wakes at its deadline. A task has one timer that counts; while it goes off before
     * the deadline it is left alone and set anew when it does, so that a deadline that moves with every message costs
     * nothing.
     */
    void armTimer(SimulatedTask task) {
        long time = Math.max(task.deadline, now);
        if (time < task.timerAt) {
            task.timerAt = time;
            post(time, new Timer(task));
        }
    }

    /** The stream has bytes that are to leave when the current task next waits. */
    void cork(Stream stream) {
        corked.add(stream);
    }

    void nodeAdded() {
        liveNodes++;
    }

    void nodeEnded() {
        liveNodes--;
    }

    /** Runs until every node has ended, nothing can happen any more, or {@code until}. */
    void run(long until) {
        limit = until;
        controller = Thread.currentThread();
        drive();
    }

    /** Lets the tasks that are ready run to their end, without any further event. */
    void unwind() {
        stopping = true;
        drive();
    }

    /** True if the run ended since no event was left that could wake anybody. */
    boolean deadlocked() {
        return liveNodes > 0 && !limitReached;
    }

    private void drive() {
        controllerTurn = false;
        hand(nextTask());
        StuckTask watch = new StuckTask(limits.stillness());
        while (!controllerTurn) {
            LockSupport.parkNanos(this, watch.period());
            watch.check(current, turns);
        }
        if (brokenBy != null) {
            Throwable cause = brokenBy;
            brokenBy = null;
            throw new SimulationBrokenException(Duration.ofNanos(now), cause);
        }
    }

    private void hand(SimulatedTask next) {
        current = next;
        if (next == null) {
            controllerTurn = true;
            LockSupport.unpark(controller);
        } else {
            next.giveBaton();
        }
    }

    private SimulatedTask nextTask() {
        try {
            while (true) {
                SimulatedTask task = ready.pollFirst();
                if (task != null) {
                    task.queued = false;
                    countTurn(task);
                    trace.record(Trace.Kind.RESUME, now, task.id, 0);
                    return task;
                }
                if (stopping || liveNodes == 0 || !fireNext()) {
                    return null;
                }
            }
        } catch (RuntimeException | Error failure) {
            brokenBy = failure;
            stopping = true;
            return null;
        }
    }

    private boolean fireNext() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        if (!event.takesEffect()) {
            return true;
        }
        if (event.time() > limit) {
            limitReached = true;
            now = limit;
            return false;
        }
        if (event.time() > now) {
            now = event.time();
            turnsAtThisTime = 0;
        }
        fired++;
        event.fire();
        return true;
    }

    private void countTurn(SimulatedTask task) {
        turns++;
        if (++turnsAtThisTime > limits.turns() && !stopping) {
            throw new GossamerException(
                    "task " + task + " goes on and on while virtual time stands at " + Duration.ofNanos(now),
                    "Let loops of this node wait for something.");
        }
    }

    private void uncork() {
        if (corked.isEmpty()) {
            return;
        }
        List<Stream> streams = corked;
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).uncork();
        }
        corked.clear();
    }

    private static final class Action extends Event {
        private final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        void fire() {
            action.run();
        }
    }

    private final class Timer extends Event {
        private final SimulatedTask task;

        Timer(SimulatedTask task) {
            this.task = task;
        }

        @Override
        boolean takesEffect() {
            if (task.timerAt != time()) {
                return false;
            }
            task.timerAt = NEVER;
            if (!task.blocked()) {
                return false;
            }
            if (task.deadline > time()) {
                armTimer(task);
                return false;
            }
            return true;
        }

        @Override
        void fire() {
            makeReady(task);
        }
    }
}
