package io.gossamer.net.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sees what all replicas of a run do, from outside, and holds it against what Raft promises (figure 3 of the paper). */
final class Witnesses {
    private final Map<Long, Integer> leaders = new HashMap<>();
    /** What was applied, by index, whoever applied it first. */
    private final List<String> applied = new ArrayList<>();
    /** What a leader told that it is committed. */
    private final Set<String> acknowledged = new HashSet<>();

    private final Map<Integer, Long> commits = new HashMap<>();
    final Map<Integer, RaftLog> logs = new HashMap<>();
    /** When a leader began to serve, one moment for each time, in virtual time. */
    private final List<Duration> serving = new ArrayList<>();

    private int server = Raft.NOBODY;
    private int lastLeader = Raft.NOBODY;

    void leads(int replica, long term) {
        lastLeader = replica;
        Integer other = leaders.putIfAbsent(term, replica);
        assertThat(other == null ? replica : other)
                .as("who leads in term %d", term)
                .isEqualTo(replica);
    }

    void serves(int replica, Duration moment) {
        if (server != replica) {
            server = replica;
            serving.add(moment);
        }
    }

    List<Duration> serving() {
        return serving;
    }

    int lastLeader() {
        return lastLeader;
    }

    int terms() {
        return leaders.size();
    }

    /** The state that a snapshot after {@code index} entries holds. */
    byte[] state(long index) {
        return (index + ":" + applied.subList(0, (int) index).hashCode()).getBytes(StandardCharsets.UTF_8);
    }

    void restored(int replica, byte[] state) {
        long index = Long.parseLong(new String(state, StandardCharsets.UTF_8).split(":", -1)[0]);
        assertThat(state).isEqualTo(state(index));
        commits.put(replica, index);
    }

    void begun(int replica) {
        commits.put(replica, 0L);
    }

    void applied(int replica, long index, String command, boolean leads) {
        assertThat(index).as("what replica %d applies next", replica).isEqualTo(commits.get(replica) + 1);
        commits.put(replica, index);
        if (index > applied.size()) {
            applied.add(command);
        }
        assertThat(command).as("entry %d on replica %d", index, replica).isEqualTo(applied.get((int) index - 1));
        if (leads) {
            acknowledged.add(command);
        }
    }

    /** The end of a run in which everything has been well for a while. */
    void requireAgreement(Set<Integer> alive, int fewest) {
        assertThat(applied).containsAll(acknowledged);
        assertThat(acknowledged).as("commands that were committed").hasSizeGreaterThanOrEqualTo(fewest);
        for (int replica : alive) {
            assertThat(commits.get(replica)).as("replica %d", replica).isGreaterThanOrEqualTo(applied.size() - 2);
            for (int other : alive) {
                requireMatch(logs.get(replica), logs.get(other));
            }
        }
    }

    /** If two logs have an entry of the same term at an index, they are alike up to there. */
    private static void requireMatch(RaftLog one, RaftLog other) {
        long first = Math.max(one.base().index(), other.base().index()) + 1;
        boolean alike = false;
        for (long index = Math.min(one.lastIndex(), other.lastIndex()); index >= first; index--) {
            alike |= one.term(index) == other.term(index);
            if (alike) {
                assertThat(one.get(index)).as("entry %d", index).isEqualTo(other.get(index));
            }
        }
    }
}
