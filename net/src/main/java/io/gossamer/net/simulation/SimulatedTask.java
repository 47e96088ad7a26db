package io.gossamer.net.simulation;

import io.gossamer.net.world.Task;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A task with a thread of its own that runs only while it holds the baton. Every field except the baton belongs to
 * whoever holds the baton at the moment.
 */
final class SimulatedTask implements Task {
    /** Far more refused operations than cleaning up takes: beyond it a task is taken to swallow its end in a loop. */
    private static final int REFUSALS_UNTIL_ABANDONED = 10_000;

    final Incarnation process;
    final int id;
    private final EventLoop loop;
    private final String name;
    private final Runnable body;
    private final Thread thread;
    private final WaitList joiners;
    private boolean started;
    private boolean ended;
    private boolean interrupted;
    private int refusals;
    private volatile boolean baton;

    /** Non-null while the task is blocked. */
    private Wait waitingFor;

    /** Until when the task is blocked; moved by those who bring progress. */
    long deadline;

    /** When the one timer of this task that counts goes off; {@link EventLoop#NEVER} if none is set. */
    long timerAt = EventLoop.NEVER;

    /** True while the task stands in the queue of those that can run. */
    boolean queued;

    SimulatedTask(EventLoop loop, Incarnation process, int id, String name, Runnable body) {
        this.loop = loop;
        this.process = process;
        this.id = id;
        this.name = name;
        this.body = body;
        this.joiners = new WaitList(loop);
        this.thread = Thread.ofVirtual().name(toString()).unstarted(this::run);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        loop.enterBlocking(process, "joining a task");
        NodeClock clock = process.node().clock();
        long end = clock.deadline(timeout);
        while (!ended) {
            if (clock.now() >= end) {
                return false;
            }
            joiners.await(() -> "the end of task " + this, clock.moment(end));
        }
        return true;
    }

    @Override
    public void interrupt() {
        loop.enter(process);
        if (loop.isCurrent(this)) {
            thread.interrupt();
        } else if (!ended) {
            interrupted = true;
            loop.makeReady(this);
        }
    }

    boolean ended() {
        return ended;
    }

    boolean runsOn(Thread other) {
        return thread == other;
    }

    /** What the task's thread does in real time. */
    Thread.State threadState() {
        return thread.getState();
    }

    /** The real stack, for messages. */
    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    boolean blocked() {
        return waitingFor != null;
    }

    String describeWait() {
        return this + " waits for " + (waitingFor == null ? "its first turn" : waitingFor.describe());
    }

    void beginWait(Wait reason, long until) {
        waitingFor = reason;
        deadline = until;
    }

    /** Ends a wait, passing on what came meanwhile. */
    void endWait() throws InterruptedException {
        waitingFor = null;
        refuseIfStopped();
        if (interrupted) {
            interrupted = false;
            throw new InterruptedException("task " + this + " was interrupted");
        }
    }

    void refuseIfStopped() {
        if (!process.stopped()) {
            return;
        }
        if (++refusals > REFUSALS_UNTIL_ABANDONED) {
            finish();
            loop.passOn();
            while (true) {
                LockSupport.park(this);
            }
        }
        throw new NodeStopped(process.node().name());
    }

    /** Lets the task run. The caller must not touch simulation state until it is given the baton itself. */
    void giveBaton() {
        baton = true;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
    }

    void awaitBaton() {
        while (!baton) {
            LockSupport.park(this);
        }
        baton = false;
    }

    private void run() {
        awaitBaton();
        try {
            refuseIfStopped();
            if (interrupted) {
                interrupted = false;
                thread.interrupt();
            }
            body.run();
        } catch (NodeStopped stopped) {
            assert process.stopped() : stopped;
        } catch (Throwable failure) {
            process.fail(failure);
        } finally {
            finish();
            loop.passOn();
        }
    }

    private void finish() {
        ended = true;
        process.taskEnded(this);
        joiners.wakeAll();
    }

    @Override
    public String toString() {
        return process + "/" + name;
    }
}
