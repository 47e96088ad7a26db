package io.gossamer.train.launch;

import io.gossamer.net.admission.Invitation;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.method.Settings;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.MethodResult;
import java.util.List;

/** Told how a run goes on, from one thread at a time. */
public interface RunListener {
    /** A method's workers are about to start. */
    default void methodStarted(String method, Settings settings, long steps) {}

    /** Others can join from now on: by an invitation, at whichever of some addresses. */
    default void listening(String method, List<Endpoint> at, Invitation invitation) {}

    default void event(String method, Event event) {}

    default void methodEnded(MethodResult result) {}

    /** A listener that does nothing. */
    static RunListener silent() {
        return new RunListener() {};
    }
}
