package io.gossamer.net.raft;

import io.gossamer.core.random.RandomStream;
import io.gossamer.net.raft.Message.AppendEntries;
import io.gossamer.net.raft.Message.Appended;
import io.gossamer.net.raft.Message.InstallSnapshot;
import io.gossamer.net.raft.Message.RequestVote;
import io.gossamer.net.raft.Message.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica's part in keeping a log that all replicas have alike (Ongaro and Ousterhout, "In Search of an
 * Understandable Consensus Algorithm", USENIX ATC 2014), with the pre-vote of Ongaro's thesis (section 9.6), so that a
 * replica that was cut off unseats nobody when it is back, and with leaders that step down when they hear from no
 * majority (section 6.2). Which replicas there are is fixed.
 *
 * <p>This is a function of messages, proposals and the time, without clock or network of its own; it stores what it must
 * not forget before it says what is to be sent. All times are nanoseconds of one monotonic clock. Safety does not
 * depend on it: clocks that drift or jump cost elections, and no entries.
 */
public final class Raft {
    /** Stands for no replica. */
    public static final int NOBODY = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Raft.class);
    /** No message has more than one entry beyond so many bytes. */
    private static final long BATCH_BYTES = 256 << 10;

    private enum Role {
        FOLLOWER,
        /** Asks whether it would be elected. */
        PRE_CANDIDATE,
        CANDIDATE,
        LEADER
    }

    /** What a leader knows of another replica. */
    private static final class Progress {
        /** The next entry to send. */
        long next;
        /** Up to which entry its log is the leader's. */
        long match;
        /** When it was heard of last. */
        long heard;
    }

    private final int own;
    private final int majority;
    private final Timing timing;
    private final RandomStream random;
    private final Journal journal;
    private final RaftLog log;
    /** By replica; that of this one is not used. */
    private final Progress[] others;

    private final Set<Integer> votes = new HashSet<>();
    private final List<Output> outputs = new ArrayList<>();
    private Role role = Role.FOLLOWER;
    private int leader = NOBODY;
    private long now;
    /** When to stand for election, or, as a leader, to give a sign of life. */
    private long deadline;

    private long leaderHeard;
    private long commit;
    /** The entry with which this leader's term began. */
    private long beginning;

    /**
     * @param own this replica's number, from 0
     * @param size how many there are
     * @param random for the moments at which it stands for election; another stream for each replica
     * @param storage its own, as it left it when it ended
     * @throws io.gossamer.core.failure.GossamerException if the storage cannot be read
     */
    public Raft(int own, int size, Timing timing, RandomStream random, Storage storage) {
        this.own = own;
        this.majority = size / 2 + 1;
        this.timing = timing;
        this.random = random;
        this.journal = Journal.open(storage);
        this.log = journal.log();
        this.commit = log.base().index();
        this.others = new Progress[size];
        Arrays.setAll(others, replica -> new Progress());
    }

    // What this replica knows

    public long term() {
        return journal.term();
    }

    /** Who leads in this term, as far as this replica knows. */
    public int leader() {
        return leader;
    }

    public boolean leads() {
        return role == Role.LEADER;
    }

    /** Whether it leads and has applied all that was committed before. */
    public boolean serves() {
        return leads() && commit >= beginning;
    }

    /** Up to which entry the log is committed, and has been handed out. */
    public long commit() {
        return commit;
    }

    RaftLog log() {
        return log;
    }

    /** How many entries there are behind the last snapshot. */
    public int length() {
        return log.length();
    }

    /** Until when {@link #tick} need not be called, unless something else is. */
    public long deadline() {
        return deadline;
    }

    // What happens to it

    /** Begins; a replica that is alone leads at once. */
    public List<Output> start(long time) {
        now = time;
        leaderHeard = time - timing.electionTimeout().toNanos();
        if (log.base().index() > 0) {
            outputs.add(new Output.Restore(log.base().state()));
        }
        if (others.length == 1) {
            campaign(Role.CANDIDATE);
        } else {
            restartTimer();
        }
        return drain();
    }

    /** Does what is due. */
    public List<Output> tick(long time) {
        now = time;
        if (now - deadline >= 0) {
            if (role != Role.LEADER) {
                campaign(Role.PRE_CANDIDATE);
            } else if (hearsMajority()) {
                beat();
            } else {
                LOG.info("Replica {} hears from no majority and leads no more", own);
                follow(term(), NOBODY);
            }
        }
        return drain();
    }

    /** Takes a message from another replica. */
    public List<Output> receive(long time, int from, Message message) {
        now = time;
        switch (message) {
            case RequestVote request -> hear(from, request);
            case Vote vote -> hear(from, vote);
            case AppendEntries entries -> hear(from, entries);
            case Appended answer -> hear(from, answer);
            case InstallSnapshot install -> hear(from, install);
        }
        return drain();
    }

    /**
     * Takes up a command; it counts once it is committed, and may never be.
     *
     * @throws IllegalStateException if this replica does not lead
     */
    public List<Output> propose(long time, byte[] command) {
        if (!leads()) {
            throw new IllegalStateException("replica " + own + " does not lead");
        }
        now = time;
        journal.append(log.lastIndex() + 1, List.of(new Entry(term(), command)));
        sendAll();
        commitWhatMostHave();
        return drain();
    }

    /** Drops what is committed from the log, in favour of the state that came of it. */
    public void compact(byte[] state) {
        journal.compact(new Snapshot(commit, log.term(commit), state));
    }

    private List<Output> drain() {
        List<Output> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private void send(int to, Message message) {
        outputs.add(new Output.Send(to, message));
    }

    private void restartTimer() {
        deadline = now + timing.draw(random);
    }

    // Elections

    private void campaign(Role stage) {
        role = stage;
        leader = NOBODY;
        votes.clear();
        if (stage == Role.CANDIDATE) {
            journal.vote(term() + 1, own);
        }
        restartTimer();
        RequestVote request =
                new RequestVote(soughtTerm(), stage == Role.PRE_CANDIDATE, log.lastIndex(), log.term(log.lastIndex()));
        for (int other = 0; other < others.length; other++) {
            if (other != own) {
                send(other, request);
            }
        }
        count(own);
    }

    private long soughtTerm() {
        return role == Role.PRE_CANDIDATE ? term() + 1 : term();
    }

    private void count(int voter) {
        votes.add(voter);
        if (votes.size() >= majority) {
            if (role == Role.PRE_CANDIDATE) {
                campaign(Role.CANDIDATE);
            } else {
                lead();
            }
        }
    }

    private void hear(int from, RequestVote request) {
        if (!request.trial() && request.term() > term()) {
            follow(request.term(), NOBODY);
        }
        boolean granted = request.trial() ? wouldVote(from, request) : mayVote(from, request);
        if (granted && !request.trial()) {
            journal.vote(term(), from);
            restartTimer();
        } else if (granted && role == Role.PRE_CANDIDATE) {
            follow(term(), NOBODY);
        }
        long term = granted ? request.term() : term();
        send(from, new Vote(term, request.trial(), granted));
    }

    /** Not while a leader is there: who does not hear it is cut off, and is not to disturb the others. */
    private boolean wouldVote(int from, RequestVote request) {
        return request.term() > term()
                && role != Role.LEADER
                && now - leaderHeard >= timing.electionTimeout().toNanos()
                && isUpToDate(request)
                && (role != Role.PRE_CANDIDATE || precedes(from, request));
    }

    /** Of two that ask at once only one is to stand, lest each votes for itself and nobody is elected. */
    private boolean precedes(int from, RequestVote request) {
        long lastTerm = log.term(log.lastIndex());
        boolean sameLog = request.lastTerm() == lastTerm && request.lastIndex() == log.lastIndex();
        return from < own || !sameLog;
    }

    private boolean mayVote(int from, RequestVote request) {
        return request.term() == term() && (journal.vote() == NOBODY || journal.vote() == from) && isUpToDate(request);
    }

    /** Whether the candidate has all that this replica has, and so all that is committed. */
    private boolean isUpToDate(RequestVote request) {
        long lastTerm = log.term(log.lastIndex());
        return request.lastTerm() > lastTerm
                || request.lastTerm() == lastTerm && request.lastIndex() >= log.lastIndex();
    }

    private void hear(int from, Vote vote) {
        boolean candidate = role == (vote.trial() ? Role.PRE_CANDIDATE : Role.CANDIDATE);
        if (!vote.granted() && vote.term() > term()) {
            follow(vote.term(), NOBODY);
        } else if (vote.granted() && candidate && vote.term() == soughtTerm()) {
            count(from);
        }
    }

    private void follow(long newTerm, int newLeader) {
        if (newTerm > term()) {
            journal.vote(newTerm, NOBODY);
        }
        role = Role.FOLLOWER;
        leader = newLeader;
        restartTimer();
    }

    private void lead() {
        LOG.info("Replica {} leads in term {}", own, term());
        role = Role.LEADER;
        leader = own;
        for (Progress other : others) {
            other.next = log.lastIndex() + 1;
            other.match = 0;
            other.heard = now;
        }
        // Entries of earlier terms are committed only along with one of this term (section 5.4.2 of the paper).
        beginning = log.lastIndex() + 1;
        journal.append(beginning, List.of(new Entry(term(), new byte[0])));
        beat();
        commitWhatMostHave();
    }

    // A leader's part

    private boolean hearsMajority() {
        int heard = 1;
        for (int other = 0; other < others.length; other++) {
            if (other != own && now - others[other].heard < timing.longest().toNanos()) {
                heard++;
            }
        }
        return heard >= majority;
    }

    private void beat() {
        sendAll();
        deadline = now + timing.heartbeat().toNanos();
    }

    private void sendAll() {
        for (int other = 0; other < others.length; other++) {
            if (other != own) {
                sendEntries(other);
            }
        }
    }

    /** Takes for granted that it arrives; a follower that lacks something says so when it hears what comes next. */
    private void sendEntries(int to) {
        Progress progress = others[to];
        if (progress.next <= log.base().index()) {
            send(to, new InstallSnapshot(term(), log.base()));
            progress.next = log.base().index() + 1;
        } else {
            long previous = progress.next - 1;
            List<Entry> entries = log.from(progress.next, BATCH_BYTES);
            send(to, new AppendEntries(term(), previous, log.term(previous), commit, entries));
            progress.next += entries.size();
        }
    }

    private void hear(int from, Appended answer) {
        if (answer.term() > term()) {
            follow(answer.term(), NOBODY);
        } else if (role == Role.LEADER && answer.term() == term()) {
            Progress progress = others[from];
            progress.heard = now;
            if (answer.matches()) {
                progress.match = Math.max(progress.match, answer.index());
                progress.next = Math.max(progress.next, progress.match + 1);
                commitWhatMostHave();
            } else {
                progress.next = Math.max(progress.match, Math.min(answer.index(), log.lastIndex())) + 1;
            }
            if (progress.next <= log.lastIndex()) {
                sendEntries(from);
            }
        }
    }

    private void commitWhatMostHave() {
        long[] matches = new long[others.length];
        for (int replica = 0; replica < others.length; replica++) {
            matches[replica] = replica == own ? log.lastIndex() : others[replica].match;
        }
        Arrays.sort(matches);
        long mostHave = matches[others.length - majority];
        if (mostHave > commit && log.term(mostHave) == term()) {
            commitUpTo(mostHave);
        }
    }

    private void commitUpTo(long index) {
        while (commit < index) {
            commit++;
            outputs.add(new Output.Commit(commit, log.get(commit).command()));
        }
    }

    // A follower's part

    private void hear(int from, AppendEntries message) {
        if (message.term() < term()) {
            send(from, new Appended(term(), false, log.lastIndex()));
            return;
        }
        hearLeader(from, message.term());
        long base = log.base().index();
        long last = message.previousIndex() + message.entries().size();
        if (last <= base) {
            // What is in the snapshot is committed, so the leader has it, too.
            send(from, new Appended(term(), true, base));
        } else if (message.previousIndex() >= base && !log.has(message.previousIndex(), message.previousTerm())) {
            send(from, new Appended(term(), false, lastPossibleMatch(message.previousIndex())));
        } else {
            long first = Math.max(base, message.previousIndex()) + 1;
            store(
                    first,
                    message.entries()
                            .subList(
                                    (int) (first - 1 - message.previousIndex()),
                                    message.entries().size()));
            commitUpTo(Math.min(message.commit(), last));
            send(from, new Appended(term(), true, last));
        }
    }

    private void hearLeader(int from, long term) {
        if (term > term() || role != Role.FOLLOWER) {
            follow(term, from);
        }
        leader = from;
        leaderHeard = now;
        restartTimer();
    }

    /** Passes over a whole term at a time, for one message each. */
    private long lastPossibleMatch(long refused) {
        if (refused > log.lastIndex()) {
            return log.lastIndex();
        }
        long index = refused - 1;
        while (index > commit && log.term(index) == log.term(refused)) {
            index--;
        }
        return index;
    }

    /** Writes those that are not there yet; what contradicts them was never committed. */
    private void store(long first, List<Entry> entries) {
        int known = 0;
        while (known < entries.size()
                && log.has(first + known, entries.get(known).term())) {
            known++;
        }
        if (known < entries.size()) {
            if (first + known <= commit) {
                throw new IllegalStateException("entry " + (first + known) + " is committed and contradicted");
            }
            journal.append(first + known, entries.subList(known, entries.size()));
        }
    }

    private void hear(int from, InstallSnapshot message) {
        if (message.term() < term()) {
            send(from, new Appended(term(), false, log.lastIndex()));
            return;
        }
        hearLeader(from, message.term());
        Snapshot snapshot = message.snapshot();
        if (snapshot.index() > commit) {
            journal.compact(snapshot);
            commit = snapshot.index();
            outputs.add(new Output.Restore(snapshot.state()));
        }
        send(from, new Appended(term(), true, snapshot.index()));
    }
}
