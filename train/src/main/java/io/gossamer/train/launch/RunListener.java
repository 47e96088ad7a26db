package io.gossamer.train.launch;

import io.gossamer.train.method.Settings;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;

/** Told how a run goes on, from one thread at a time. */
public interface RunListener {
    /** A method's workers are about to start. */
    default void methodStarted(String method, Settings settings, long steps) {}

    default void event(String method, Event event) {}

    default void methodEnded(MethodResult result) {}

    /** A listener that does nothing. */
    static RunListener silent() {
        return new RunListener() {};
    }
}
