package io.gossamer.train.reproduce;

import io.gossamer.train.launch.RunListener;
import io.gossamer.train.run.Event;

/** Kills one worker of a run, as by {@code kill -9}, once it has done so many steps. */
final class LosingAWorker implements RunListener {
    private final int worker;
    private final long step;
    private long pid;
    private boolean killed;

    LosingAWorker(int worker, long step) {
        this.worker = worker;
        this.step = step;
    }

    @Override
    public void event(String method, Event event) {
        if (event.worker() != worker || killed) {
            return;
        }
        if (event instanceof Event.Started started) {
            pid = started.pid();
        } else if (event instanceof Event.Step done && done.step() >= step) {
            killed = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
        }
    }
}
