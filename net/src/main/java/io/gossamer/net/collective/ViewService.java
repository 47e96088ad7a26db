package io.gossamer.net.collective;

import io.gossamer.net.frame.FrameChannel;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.Donation;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.membership.View;
import io.gossamer.net.world.Listener;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a group that lives on needs of whoever keeps its views: a coordinator, and the ways to the other members. */
public interface ViewService extends AutoCloseable {
    /** What is told to a member. */
    sealed interface Notice {
        /** It is to stop and say where it stands. */
        record Flush(long view) implements Notice {}

        /**
         * A view begins.
         *
         * @param committed operations under way at the end of the last view that count
         * @param donations of those of them whose result some lack
         * @param fresh members to whom this one needs a new connection
         */
        record Installed(View view, Set<OperationId> committed, Map<OperationId, Donation> donations, Set<Long> fresh)
                implements Notice {}

        /** All have voted, and nothing follows from it. */
        record Agreed(long view) implements Notice {}

        /** There is no coordinator any more, or this member is shut out. */
        record Over(PeerFailureException reason) implements Notice {}
    }

    /** This member's number, which it keeps. */
    long own();

    /** What to call a member in messages. */
    String name(long member);

    /** Whether something was told that has not been taken yet and that ends what is under way. */
    boolean disturbed();

    /** Waits for the next notice. */
    Notice next() throws InterruptedException;

    /** Whether somebody waits to come in, as far as this member has heard. */
    boolean somebodyWaits();

    /** @param charged whether the member broke the rules, and does not merely fail to answer */
    void suspect(long view, long member, boolean charged) throws InterruptedException;

    void vote(long view, Ballot ballot) throws InterruptedException;

    void flushed(long view, FlushReport report) throws InterruptedException;

    /**
     * A fresh connection to a member of a new view, introduced on both ends.
     *
     * @param view the new one
     * @throws IOException if it cannot be reached, or does not come, in time
     */
    FrameChannel meet(long view, long member) throws IOException, InterruptedException;

    /** The host at which others reach a member; empty if it is none. */
    Optional<String> host(long member);

    /** Another door of this member, open to those who can reach the first. */
    Listener listen() throws IOException;

    /** Says goodbye. */
    @Override
    void close();
}
