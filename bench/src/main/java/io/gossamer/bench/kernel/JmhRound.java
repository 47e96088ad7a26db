package io.gossamer.bench.kernel;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One round of benchmarks, each in a JVM of its own. */
final class JmhRound {
    /** The parameter of benchmarks that have one. */
    static final String PARAMETER = "spec";

    private static final double MILLIS = 1e3;

    private JmhRound() {}

    /**
     * Seconds of each benchmark, the median of its iterations, by the method's name, for those with a parameter followed by
     * a space and its value.
     *
     * @param include regular expressions of full names
     * @param specs values of the parameter, empty where no benchmark has one
     */
    static Map<String, Double> run(boolean quick, List<String> include, List<String> specs) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .jvmArgs(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        // Compiled code before the next call, also where other processes keep the compilers from a
                        // core.
                        "-Xbatch",
                        "-Xmx256m",
                        "-XX:MaxDirectMemorySize=2g")
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 600))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 100 : 200))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        include.forEach(options::include);
        if (!specs.isEmpty()) {
            options.param(PARAMETER, specs.toArray(String[]::new));
        }
        return new Runner(options.build())
                .run().stream().collect(Collectors.toMap(JmhRound::name, JmhRound::medianSeconds));
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        String spec = result.getParams().getParam(PARAMETER);
        String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
        return spec == null ? method : method + " " + spec;
    }

    private static double medianSeconds(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50) / MILLIS;
    }
}
