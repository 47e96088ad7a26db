package io.gossamer.bench.kernel;

import io.gossamer.bench.report.Comparison;
import io.gossamer.bench.report.Rounds;
import io.gossamer.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs {@link CodecBenchmarks} against a copy of the array and against {@link TorchBenchmarks}, and {@link
 * EntropyBenchmarks} against each other.
 */
public final class CodecBench {
    private static final String ZSTD = "zstd-jni level 1";
    private static final String OPERATORS = "libtorch operators";
    private static final String GEMM = "libtorch gemm";
    private static final double NO_LIMIT = Double.NaN;
    /** 0.7 of the other's speed. */
    private static final double SEVEN_TENTHS = 1 / 0.7;
    /** Five times the other's speed. */
    private static final double FIVEFOLD = 0.2;

    /**
     * One line.
     *
     * @param benchmark method and specification
     * @param against the benchmark it is held against, and what the table calls that
     */
    private record Subject(String benchmark, String against, String name, double limit, long bytes) {
        static Stream<Subject> codec(String spec, double encode, String decoding, double decode) {
            return Stream.of(ofCopy("encode " + spec, encode), ofCopy(decoding + " " + spec, decode));
        }

        private static Subject ofCopy(String benchmark, double limit) {
            return ofArray(benchmark, KernelBench.COPY, KernelBench.COPY, limit);
        }

        private static Subject ofArray(String benchmark, String against, String name, double limit) {
            return new Subject(benchmark, against, name, limit, KernelBenchmarks.BYTES);
        }

        boolean isOfCodec() {
            return benchmark.contains(" ");
        }

        String spec() {
            return benchmark.substring(benchmark.indexOf(' ') + 1);
        }

        String method() {
            return benchmark.split(" ")[0];
        }
    }

    /** Where most of the array decodes to zeros, it is the sum that decoders are asked for. */
    private static final List<Subject> SUBJECTS = Stream.of(
                    Subject.codec("sign", 1, "decode", 1),
                    Subject.codec("u8", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("u4", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("f16", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("topk(0.001)+f16", 1.5, "decodeAdd", 1.5),
                    Subject.codec("randk(0.001)+f32", 0.3, "decodeAdd", 0.3),
                    Subject.codec("qsgd(1)", 3, "decode", 3),
                    Subject.codec("qsgd(7)", 8, "decode", 8),
                    Subject.codec("ternary", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("u8(stochastic)", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("natural", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("e4m3", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("fp4", NO_LIMIT, "decode", NO_LIMIT),
                    Subject.codec("lowrank(4,1024)", NO_LIMIT, "decode", NO_LIMIT),
                    Stream.of(
                            Subject.ofArray("encode sign", "torchSign", OPERATORS, FIVEFOLD),
                            Subject.ofArray("encode topk(0.001)+f16", "torchTopK", OPERATORS, FIVEFOLD),
                            Subject.ofArray("encode lowrank(4,1024)", "torchProducts", GEMM, SEVEN_TENTHS),
                            Subject.ofArray("decode lowrank(4,1024)", "torchExpansion", GEMM, SEVEN_TENTHS),
                            new Subject("ransEncode", "zstdEncode", ZSTD, SEVEN_TENTHS, EntropyBenchmarks.BYTES),
                            new Subject("ransDecode", "zstdDecode", ZSTD, 1, EntropyBenchmarks.BYTES)))
            .flatMap(lines -> lines)
            .toList();

    private CodecBench() {}

    /** The names of the benchmark methods that get a line or are held against. */
    static Stream<String> benchmarks() {
        return SUBJECTS.stream().flatMap(subject -> Stream.of(subject.method(), subject.against()));
    }

    /** The specifications of the codecs that are measured. */
    static List<String> specs() {
        return SUBJECTS.stream()
                .filter(Subject::isOfCodec)
                .map(Subject::spec)
                .distinct()
                .toList();
    }

    /**
     * @param quick fewer and shorter iterations
     * @param only what the names of the lines must contain
     */
    public static Table run(boolean quick, String only) throws RunnerException {
        List<Subject> subjects = SUBJECTS.stream()
                .filter(subject -> subject.benchmark().contains(only))
                .toList();
        int rounds = quick ? 1 : 5;
        List<Map<String, Double>> times = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            times.add(round(quick, subjects));
        }
        return new Table(
                "Codecs",
                "64 Mi float32 (256 MiB) off the heap, one thread, JMH, end to end: the median of " + rounds
                        + " rounds, each of one JVM for each line; the other in the same round, copy being a"
                        + " MemorySegment.copy of the array. Entropy coding: 16 MiB of bytes of about 4 bits. GB/s counts what goes in once.",
                subjects.stream().map(subject -> compare(subject, times)).toList());
    }

    private static Map<String, Double> round(boolean quick, List<Subject> subjects) throws RunnerException {
        Map<String, Double> seconds =
                new TreeMap<>(JmhRound.run(quick, methods(KernelBenchmarks.class, "copy"), List.of()));
        for (String method : List.of("encode", "decode", "decodeAdd")) {
            List<String> specs = subjects.stream()
                    .filter(subject -> subject.method().equals(method))
                    .map(Subject::spec)
                    .distinct()
                    .toList();
            if (!specs.isEmpty()) {
                seconds.putAll(JmhRound.run(quick, methods(CodecBenchmarks.class, method), specs));
            }
        }
        List<String> others = subjects.stream()
                .flatMap(subject -> Stream.of(subject.benchmark(), subject.against()))
                .filter(name -> !name.contains(" ") && !name.equals(KernelBench.COPY))
                .distinct()
                .map(name -> ".*\\." + name + "$")
                .toList();
        if (!others.isEmpty()) {
            seconds.putAll(JmhRound.run(quick, others, List.of()));
        }
        return seconds;
    }

    private static List<String> methods(Class<?> benchmarks, String method) {
        return List.of(benchmarks.getName() + "\\." + method + "$");
    }

    private static Comparison compare(Subject subject, List<Map<String, Double>> times) {
        Rounds rounds = new Rounds(
                times.stream()
                        .mapToDouble(round -> round.get(subject.benchmark()))
                        .toArray(),
                times.stream()
                        .mapToDouble(round -> round.get(subject.against()))
                        .toArray());
        OptionalDouble limit =
                Double.isNaN(subject.limit()) ? OptionalDouble.empty() : OptionalDouble.of(subject.limit());
        return Comparison.of(subject.benchmark(), subject.name(), rounds, limit, subject.bytes());
    }
}
