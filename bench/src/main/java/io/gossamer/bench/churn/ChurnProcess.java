package io.gossamer.bench.churn;

import io.gossamer.bench.process.ResidentMemory;
import io.gossamer.codec.message.Kind;
import io.gossamer.net.collective.ElasticGroup;
import io.gossamer.net.rendezvous.JoinRequest;
import io.gossamer.net.rendezvous.Rendezvous;
import io.gossamer.net.shape.PairRates;
import io.gossamer.net.state.SimpleHash;
import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A member that sums arrays, small and large, with whoever is there, until it is killed. After each sum it prints {@value
 * #STEP} and how many there were, the digest of all of them, and its resident memory in MiB.
 */
final class ChurnProcess {
    static final String STEP = "step ";
    /** Who is killed may leave half a line. */
    static final String END = " .";

    private static final int LARGE = 256 << 10;
    private static final int SMALL = 257;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private ChurnProcess() {}

    /** Where a member stands: how many sums there were, and a digest of them all. */
    private record State(long step, long digest) {}

    /** Arguments: where the coordinator is, the token, the rest between two sums in milliseconds. */
    public static void main(String[] args) throws Exception {
        JoinRequest request =
                new JoinRequest(args[1], OptionalInt.empty(), TcpWorld.processName(), TIMEOUT, PairRates.NONE);
        try (TcpWorld world = new TcpWorld();
                ElasticGroup group = Rendezvous.enter(world, Endpoint.parse(args[0]), request);
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate((long) LARGE * Float.BYTES, Float.BYTES);
            Duration rest = Duration.ofMillis(Long.parseLong(args[2]));
            State state = agree(group, new State(0, 0));
            while (true) {
                state = sum(group, state, memory);
                System.out.printf(
                        Locale.ROOT,
                        "%s%d %d %.1f%s%n",
                        STEP,
                        state.step(),
                        state.digest(),
                        ResidentMemory.ofThisProcess(),
                        END);
                if (state.step() % 2 == 0 && group.admit()) {
                    state = agree(group, state);
                }
                world.sleep(rest);
            }
        }
    }

    /** Who is behind takes over where the first of those are that are furthest. */
    private static State agree(ElasticGroup group, State state) throws InterruptedException {
        long[] furthest = {-1, 0};
        for (long[] other : group.exchange(state.step(), state.digest())) {
            furthest = other[0] > furthest[0] ? other : furthest;
        }
        return new State(furthest[0], furthest[1]);
    }

    private static State sum(ElasticGroup group, State state, MemorySegment memory) throws InterruptedException {
        int length = state.step() % 3 == 0 ? LARGE : SMALL;
        MemorySegment values = memory.asSlice(0, (long) length * Float.BYTES);
        for (int i = 0; i < length; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, group.number() + i * 0.001f);
        }
        int contributors = group.allReduceSum(values, Kind.DENSE);
        return new State(state.step() + 1, state.digest() * 31 + SimpleHash.of(values) + contributors);
    }
}
