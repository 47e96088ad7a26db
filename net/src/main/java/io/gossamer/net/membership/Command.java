package io.gossamer.net.membership;

/** What happens to a {@link ViewMachine}, in the order in which the coordinator takes it. */
public sealed interface Command {
    /** Whom it is about. */
    long member();

    /** Somebody whose number nobody had before wants to come in. */
    record Apply(long member) implements Command {}

    /** A member or applicant said goodbye. If it is the last member, the group is over, and nobody comes in any more. */
    record Leave(long member) implements Command {}

    /** A member or applicant is gone: its connection ended, or it gave no sign of life. */
    record Lose(long member) implements Command {}

    /**
     * A member cannot reach another, or was stopped by it, and asks for a new view.
     *
     * @param view in which
     * @param suspect the other
     * @param charged whether the other broke the rules, and does not merely fail to answer
     */
    record Suspect(long member, long view, long suspect, boolean charged) implements Command {
        /** Of whom nothing is known but that it does not answer. */
        public Suspect(long member, long view, long suspect) {
            this(member, view, suspect, false);
        }
    }

    /**
     * A member votes for what is to happen next.
     *
     * @param view in which
     */
    record Vote(long member, long view, Ballot ballot) implements Command {}

    /**
     * A member has stopped at the end of a view.
     *
     * @param view that ends
     */
    record Flushed(long member, long view, FlushReport report) implements Command {}
}
