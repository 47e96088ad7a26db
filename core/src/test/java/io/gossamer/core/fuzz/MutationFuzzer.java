package io.gossamer.core.fuzz;

import com.sun.management.ThreadMXBean;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Feeds a parser with mutations of valid inputs and asserts that it ends, each time, normally or by an allowed
 * exception, within bounded time and bounded memory. Every run with the same seed tries the same inputs.
 *
 * <pre>{@code
 * MutationFuzzer.of(MessageFormat::parse, List.of(validFrame))
 *         .allowing(CorruptMessageException.class)
 *         .run();
 * }</pre>
 *
 * The number of inputs is the system property {@code gossamer.fuzz.iterations}, 20 000 by default. The parser runs on
 * the calling thread; heap allocations of that thread are what is bounded, so a parser that allocates natively must
 * bound that itself. An input that ends late fails the run; one that never ends cannot be stopped from outside, and is
 * printed to standard error so that the hanging build says why.
 */
public final class MutationFuzzer {
    /** The code under test. What it returns is dropped; a parser of files wraps the bytes itself. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] input) throws Exception;
    }

    private static final int DEFAULT_ITERATIONS = Integer.getInteger("gossamer.fuzz.iterations", 20_000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Parser parser;
    private final List<byte[]> samples;
    private List<Class<? extends Throwable>> allowed = List.of();
    private long seed = 20_260_101;
    private int iterations = DEFAULT_ITERATIONS;
    private Duration timeLimit = Duration.ofSeconds(2);
    private long allocationLimit = 16L << 20;

    private MutationFuzzer(Parser parser, List<byte[]> samples) {
        this.parser = parser;
        this.samples = samples;
    }

    /** A fuzzer of inputs near {@code samples}, which the parser itself must accept. */
    public static MutationFuzzer of(Parser parser, List<byte[]> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a fuzzer needs at least one valid input");
        }
        return new MutationFuzzer(parser, samples.stream().map(byte[]::clone).toList());
    }

    /** The exceptions by which the parser may refuse an input, subclasses included. */
    @SafeVarargs
    public final MutationFuzzer allowing(Class<? extends Throwable>... exceptions) {
        allowed = List.of(exceptions);
        return this;
    }

    public MutationFuzzer seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Overrides the number of inputs, for parsers too slow for the usual one. */
    public MutationFuzzer iterations(int count) {
        iterations = count;
        return this;
    }

    /** The most processor time that one input may take, 2 s by default, whatever else the machine does. */
    public MutationFuzzer timeLimit(Duration limit) {
        timeLimit = limit;
        return this;
    }

    /** The most heap bytes that parsing one input may allocate, 16 MiB by default. */
    public MutationFuzzer allocationLimit(long bytes) {
        allocationLimit = bytes;
        return this;
    }

    /**
     * Tries the samples, which must parse, and then their mutations.
     *
     * @return how many mutations the parser accepted
     * @throws AssertionError on the first input that breaks a rule; the message holds the seed and the input
     */
    public int run() {
        for (byte[] sample : samples) {
            if (!accepts(sample.clone(), "valid sample")) {
                throw new AssertionError(
                        "the parser refuses a valid sample: " + HexFormat.of().formatHex(sample));
            }
        }
        Mutator mutator = new Mutator(samples, RandomStream.of(seed, Purpose.TEST, -1, 0, 0));
        int accepted = 0;
        try (Watchdog watchdog = new Watchdog(timeLimit, seed)) {
            for (int i = 0; i < iterations; i++) {
                byte[] input = mutator.next();
                watchdog.watch(i, input.clone());
                accepted += accepts(input, "input " + i) ? 1 : 0;
            }
        }
        return accepted;
    }

    /** Whether the parser accepts the input rather than refusing it by an allowed exception. */
    private boolean accepts(byte[] input, String name) {
        byte[] original = input.clone();
        Throwable thrown = null;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            parser.parse(input);
        } catch (Throwable t) { // errors too: a parser that runs out of memory or stack has failed
            thrown = t;
        }
        long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;

        if (thrown != null && !isAllowed(thrown)) {
            throw failure(name, original, "escaped as " + thrown, thrown);
        }
        if (allocated > allocationLimit) {
            throw failure(name, original, "allocated " + allocated + " bytes of " + allocationLimit, thrown);
        }
        if (nanoseconds > timeLimit.toNanos()) {
            throw failure(name, original, "took " + nanoseconds / 1_000_000 + " ms of " + timeLimit.toMillis(), thrown);
        }
        return thrown == null;
    }

    private boolean isAllowed(Throwable thrown) {
        return allowed.stream().anyMatch(type -> type.isInstance(thrown));
    }

    private AssertionError failure(String name, byte[] input, String what, Throwable cause) {
        return new AssertionError("%s %s; %s".formatted(name, what, describe(input, seed)), cause);
    }

    /** All that is needed to try an input again. */
    static String describe(byte[] input, long seed) {
        int shown = Math.min(input.length, 4096);
        String hex = HexFormat.of().formatHex(Arrays.copyOf(input, shown)) + (shown < input.length ? "..." : "");
        return "seed %d, %d bytes: %s".formatted(seed, input.length, hex);
    }
}
