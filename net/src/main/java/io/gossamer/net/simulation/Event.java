package io.gossamer.net.simulation;

/** Something that happens at a moment of virtual time. */
abstract class Event implements Comparable<Event> {
    private long time;
    private long tie;
    private long sequence;

    final void schedule(long time, long tie, long sequence) {
        this.time = time;
        this.tie = tie;
        this.sequence = sequence;
    }

    final long time() {
        return time;
    }

    /** False if the event has lost its meaning since it was posted; virtual time then does not advance to it. */
    boolean takesEffect() {
        return true;
    }

    abstract void fire();

    @Override
    public final int compareTo(Event other) {
        if (time != other.time) {
            return time < other.time ? -1 : 1;
        }
        if (tie != other.tie) {
            return tie < other.tie ? -1 : 1;
        }
        return Long.compare(sequence, other.sequence);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(sequence);
    }
}
