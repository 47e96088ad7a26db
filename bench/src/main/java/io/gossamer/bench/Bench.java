package io.gossamer.bench;

import io.gossamer.bench.churn.ChurnBench;
import io.gossamer.bench.collective.AllReduceBench;
import io.gossamer.bench.collective.CollectiveBench;
import io.gossamer.bench.kernel.CodecBench;
import io.gossamer.bench.kernel.KernelBench;
import io.gossamer.bench.report.Report;
import io.gossamer.bench.report.Section;
import io.gossamer.bench.secure.TlsBench;
import io.gossamer.bench.soak.SoakBench;
import io.gossamer.bench.step.StepOverheadBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs benchmarks and prints what they measured. Exit code 1 if a limit is missed. */
@Command(
        name = "bench",
        description = "Measures Gossamer against its peers and its limits, by turns in one run.",
        footer = "Example: bench/run all --quick",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final int LIMIT_MISSED = 1;
    private static final Duration CHURN = Duration.ofMinutes(10);
    private static final Duration QUICK_CHURN = Duration.ofMinutes(1);

    /** What can be measured. */
    enum Subject {
        kernels,
        codecs,
        allreduce,
        collectives,
        tls,
        step,
        soak,
        churn,
        all
    }

    @Parameters(description = "What to measure: ${COMPLETION-CANDIDATES}.")
    private Subject subject;

    @Option(names = "--quick", description = "Fewer rounds: a minute or two, and less steady figures.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Of the codecs, only the lines whose name contains this.")
    private String only;

    @Option(
            names = "--pccl",
            paramLabel = "LIBRARY",
            description = "Of the collectives, also compare with PCCL 1.0.0, whose libpccl.so this is.")
    private Optional<Path> pccl = Optional.empty();

    @Option(names = "--minutes", paramLabel = "N", description = "How long to churn (10, and 1 if quick).")
    private Optional<Integer> minutes = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--slower",
            paramLabel = "F",
            defaultValue = "1",
            description = "Churn F times as slowly, with members that rest, so that other work can go on (1).")
    private int slower;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the kills and starts (1).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON document instead of tables.")
    private boolean json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the tables to this file.")
    private Path markdown;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (slower < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--slower " + slower + ": use 1 or more.");
        }
        Report report = Report.begin();
        for (Subject part : parts()) {
            System.err.println("measuring " + part + " ...");
            for (Section section : measure(part)) {
                report = report.with(section);
            }
        }
        System.out.print(json ? report.json() : report.markdown());
        write(report);
        return report.holds() ? 0 : LIMIT_MISSED;
    }

    private List<Subject> parts() {
        return subject == Subject.all
                ? List.of(
                        Subject.allreduce,
                        Subject.collectives,
                        Subject.tls,
                        Subject.step,
                        Subject.kernels,
                        Subject.codecs,
                        Subject.soak)
                : List.of(subject);
    }

    private List<Section> measure(Subject part) throws Exception {
        return switch (part) {
            case collectives -> CollectiveBench.run(quick, pccl.map(Path::toAbsolutePath));
            case kernels -> List.of(KernelBench.run(quick));
            case codecs -> List.of(CodecBench.run(quick, only));
            case allreduce -> List.of(AllReduceBench.run(quick));
            case tls -> List.of(TlsBench.run(quick));
            case step -> List.of(StepOverheadBench.run(quick));
            case soak -> List.of(SoakBench.run(quick));
            case churn -> List.of(ChurnBench.run(churning(), slower, seed));
            case all -> throw new IllegalArgumentException("all is no part");
        };
    }

    private Duration churning() {
        return minutes.map(Duration::ofMinutes).orElse(quick ? QUICK_CHURN : CHURN);
    }

    private void write(Report report) throws IOException {
        if (markdown != null) {
            Files.writeString(markdown, report.markdown());
        }
    }
}
