package io.gossamer.net.simulation;

/** Something that happens at a moment of virtual time. */
abstract class Event {
    private long time;

    final void schedule(long moment) {
        time = moment;
    }

    final long time() {
        return time;
    }

    /** False if the event has lost its meaning since it was posted; virtual time then does not advance to it. */
    boolean takesEffect() {
        return true;
    }

    abstract void fire();
}
