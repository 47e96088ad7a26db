package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Tries a scenario with one random fault schedule after another, and makes of the first that fails a message that
 * replays it: its seed, and its schedule without the faults that do not matter.
 *
 * <pre>{@code
 * new SeedSweep(names, Duration.ofSeconds(20), FaultSchedule.Mix.CHURN)
 *         .run(SeedSweep.Seeds.fresh(300), (seed, faults) -> allReduceUnderChurn(seed, faults));
 * }</pre>
 *
 * @param nodes those that faults may hit
 * @param horizon when all faults are over, but for those who died
 */
public record SeedSweep(List<String> nodes, Duration horizon, FaultSchedule.Mix mix) {
    /** The most runs that are spent on making a failing schedule smaller. */
    private static final int SHRINKING_RUNS = 200;

    public SeedSweep {
        nodes = List.copyOf(nodes);
    }

    /** What must hold whatever goes wrong. It is called again with the same arguments, so it must build all anew. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Runs once and asserts.
         *
         * @throws Exception or an {@link Error}, if it does not hold
         */
        void run(long seed, FaultSchedule faults) throws Exception;
    }

    /**
     * Consecutive seeds.
     *
     * @param first the first one
     * @param count how many
     */
    public record Seeds(long first, long count) {
        private static final long LARGEST_FIRST = 1_000_000_000_000L;

        /**
         * Seeds that nobody has tried: their number is the system property {@code gossamer.seeds}, {@code usual} where
         * it is not set; the first is {@code gossamer.seeds.first}, or follows from the time of day.
         */
        public static Seeds fresh(long usual) {
            long first = Long.getLong("gossamer.seeds.first", Math.floorMod(System.nanoTime(), LARGEST_FIRST));
            return new Seeds(first, Long.getLong("gossamer.seeds", usual));
        }

        @Override
        public String toString() {
            return "seeds " + first + " to " + (first + count - 1);
        }
    }

    /** The schedule of a seed. */
    public FaultSchedule schedule(long seed) {
        return FaultSchedule.random(seed, nodes, horizon, mix);
    }

    /**
     * Runs the scenario for each seed.
     *
     * @throws GossamerException for the first seed that fails
     */
    public void run(Seeds seeds, Scenario scenario) throws InterruptedException {
        for (long i = 0; i < seeds.count(); i++) {
            long seed = seeds.first() + i;
            FaultSchedule faults = schedule(seed);
            Throwable failure = failureOf(scenario, seed, faults);
            if (failure != null) {
                throw report(scenario, seed, faults, failure);
            }
        }
    }

    private static GossamerException report(Scenario scenario, long seed, FaultSchedule faults, Throwable failure)
            throws InterruptedException {
        FaultSchedule fewer = shrink(scenario, seed, faults, failure);
        Throwable cause = Objects.requireNonNullElse(failureOf(scenario, seed, fewer), failure);
        return new GossamerException(
                "Seed " + seed + " fails with the faults '" + fewer + "': " + cause,
                "That seed and these faults replay it; the whole schedule was '" + faults + "'.",
                cause);
    }

    /** Leaves out one fault after another, for as long as what remains fails in the same way. */
    private static FaultSchedule shrink(Scenario scenario, long seed, FaultSchedule faults, Throwable failure)
            throws InterruptedException {
        FaultSchedule smallest = faults;
        int runs = 0;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = smallest.faults().size() - 1; i >= 0 && runs < SHRINKING_RUNS; i--, runs++) {
                FaultSchedule candidate = smallest.without(i);
                Throwable other = failureOf(scenario, seed, candidate);
                if (other != null && other.getClass() == failure.getClass()) {
                    smallest = candidate;
                    smaller = true;
                }
            }
        }
        return smallest;
    }

    /** Null if the scenario holds. */
    private static Throwable failureOf(Scenario scenario, long seed, FaultSchedule faults) throws InterruptedException {
        try {
            scenario.run(seed, faults);
            return null;
        } catch (InterruptedException | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return e;
        }
    }
}
