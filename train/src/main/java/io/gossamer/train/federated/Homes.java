package io.gossamer.train.federated;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.train.exchange.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * At which worker each client of a federation lives. It stays there as long as the worker does, but for a client that starts
 * anew: it moves to a worker that has fewer. All workers settle alike what they all know.
 */
final class Homes implements Stateful {
    private static final long NOWHERE = -1;

    /** The worker's number, by client. */
    private final long[] numbers;

    Homes(int clients) {
        numbers = new long[clients];
        Arrays.fill(numbers, NOWHERE);
    }

    /**
     * Where the clients live among these workers, none of whom has a client yet, or all but some who are lost.
     *
     * @param members numbers by rank
     * @return ranks by client; those of lost workers are dealt to whoever has fewest
     */
    int[] among(List<Integer> members) {
        int[] ranks = Arrays.stream(numbers)
                .mapToInt(number -> members.indexOf(Math.toIntExact(number)))
                .toArray();
        if (Arrays.stream(ranks).allMatch(rank -> rank < 0)) {
            Placement placement = new Placement(ranks.length, members.size());
            return IntStream.range(0, ranks.length).map(placement::home).toArray();
        }
        int[] residents = residents(ranks, members.size());
        for (int client = 0; client < ranks.length; client++) {
            if (ranks[client] < 0) {
                ranks[client] = emptiest(residents);
                residents[ranks[client]]++;
            }
        }
        return ranks;
    }

    /**
     * From now on clients live there, but for those who start anew and find too many others.
     *
     * @param ranks as {@link #among} the members says
     */
    void settle(int[] ranks, List<Integer> members, int[] starting) {
        int[] residents = residents(ranks, members.size());
        for (int client : starting) {
            int to = emptiest(residents);
            if (residents[ranks[client]] > residents[to] + 1) {
                residents[ranks[client]]--;
                residents[to]++;
                ranks[client] = to;
            }
        }
        Arrays.setAll(numbers, client -> members.get(ranks[client]));
    }

    private static int[] residents(int[] ranks, int workers) {
        int[] residents = new int[workers];
        Arrays.stream(ranks).filter(rank -> rank >= 0).forEach(rank -> residents[rank]++);
        return residents;
    }

    private static int emptiest(int[] residents) {
        int emptiest = 0;
        for (int rank = 1; rank < residents.length; rank++) {
            if (residents[rank] < residents[emptiest]) {
                emptiest = rank;
            }
        }
        return emptiest;
    }

    /** Whether a client lives at the worker of that number. */
    boolean isAt(int client, int number) {
        return numbers[client] == number;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("homes", numbers);
    }
}
