package io.gossamer.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.Codecs;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class CodecBenchTest {
    @Test
    void everyBenchmarkHasALineAndEveryLineABenchmark() {
        List<String> benchmarks = Stream.of(CodecBenchmarks.class, EntropyBenchmarks.class, TorchBenchmarks.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName)
                .toList();

        assertThat(CodecBench.benchmarks().distinct().filter(name -> !name.equals(KernelBench.COPY)))
                .containsExactlyInAnyOrderElementsOf(benchmarks);
    }

    @Test
    void specificationsAreSpelledAsCodecsPrintThem() {
        assertThat(CodecBench.specs())
                .isNotEmpty()
                .allSatisfy(spec -> assertThat(Codecs.parse(spec).spec()).isEqualTo(spec));
    }
}
