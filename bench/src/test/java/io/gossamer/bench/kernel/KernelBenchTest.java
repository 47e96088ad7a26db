package io.gossamer.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class KernelBenchTest {
    @Test
    void everyBenchmarkHasALineAndEveryLineABenchmark() {
        List<String> benchmarks = Stream.of(KernelBenchmarks.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName)
                .toList();

        assertThat(Stream.concat(Stream.of(KernelBench.COPY), KernelBench.benchmarks()))
                .containsExactlyInAnyOrderElementsOf(benchmarks);
    }
}
