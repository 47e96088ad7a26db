package io.gossamer.bench.kernel;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/** Runs {@link KernelBenchmarks} in several rounds of one JVM each, and holds each against the copy of its round. */
public final class KernelBench {
    static final String COPY = "copy";
    private static final OptionalDouble LIMIT = OptionalDouble.of(1.25);
    private static final OptionalDouble COPY_LIMIT = OptionalDouble.of(1);

    private record Subject(String benchmark, String label, OptionalDouble limit) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject("quantize8RangeKnown", "8 bit, range known", COPY_LIMIT),
            new Subject("encodeUniform8", "8 bit, range found per block (u8 encode)", LIMIT),
            new Subject("encodeBfloat16", "bfloat16 (bf16 encode)", LIMIT),
            new Subject("encodeFloat16", "float16 with block exponents (f16 encode)", LIMIT),
            new Subject("thresholdSelect", "threshold select, keeps 0.1 %", LIMIT),
            new Subject("packSigns", "sign pack", COPY_LIMIT),
            new Subject("addScaled", "y += a x", LIMIT),
            new Subject("sampledThreshold", "DGC's choice of 0.1 %, sampling included", OptionalDouble.empty()),
            new Subject("decodeUniform8", "u8 decode", OptionalDouble.empty()),
            new Subject("decodeBfloat16", "bf16 decode", OptionalDouble.empty()));

    private KernelBench() {}

    /** The names of the benchmarks that get a line. */
    static Stream<String> benchmarks() {
        return SUBJECTS.stream().map(Subject::benchmark);
    }

    /** @param quick fewer and shorter iterations */
    public static Table run(boolean quick) throws RunnerException {
        int rounds = quick ? 3 : 5;
        List<Map<String, Double>> times = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            times.add(JmhRound.run(quick, List.of(KernelBenchmarks.class.getName() + "\\..*"), List.of()));
        }
        return new Table(
                "Kernels",
                "64 Mi float32 (256 MiB) off the heap, one thread, JMH: the median of " + rounds
                        + " rounds, each of one JVM for each line; the other is a MemorySegment.copy of the array in the"
                        + " same round. GB/s counts the bytes of the float32 array once.",
                SUBJECTS.stream().map(subject -> compare(subject, times)).toList());
    }

    private static Comparison compare(Subject subject, List<Map<String, Double>> times) {
        Rounds rounds = new Rounds(
                times.stream()
                        .mapToDouble(round -> round.get(subject.benchmark()))
                        .toArray(),
                times.stream().mapToDouble(round -> round.get(COPY)).toArray());
        return Comparison.of(subject.label(), "copy", rounds, subject.limit(), KernelBenchmarks.BYTES);
    }
}
