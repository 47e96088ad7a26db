package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.LongWork;
import io.gossamer.app.console.Quantity;
import io.gossamer.app.job.Conduct;
import io.gossamer.app.job.FleetJobs;
import io.gossamer.app.job.FleetRequest;
import io.gossamer.app.job.JobRequest;
import io.gossamer.app.job.RunFolders;
import io.gossamer.app.result.FleetTable;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Durations;
import io.gossamer.net.simulation.FaultSchedule;
import io.gossamer.train.run.Json;
import io.gossamer.train.simulate.Collective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what methods would take on a fleet that nobody has. */
@Command(
        name = "simulate",
        description = {
            "Says what methods take on many nodes behind slow links, in virtual time: time, bytes and idle time.",
            "A few nodes write down what a method says; all nodes of the fleet then send as much. Computing is a cost"
                    + " model."
        },
        sortOptions = false,
        footer = {
            "",
            "Faults are sentences about node0, node1, ..., separated by semicolons:",
            "  slow NODE xFACTOR, freeze NODE for TIME, throttle ROUTE RATE, partition A,B | C, delay, lose, reorder",
            "  each with 'at TIME' and 'for TIME'; a ROUTE is NODE, A | B or A -> B",
            "",
            "Examples:",
            "  gossamer simulate --nodes 1000",
            "  gossamer simulate --nodes 200 --method allreduce,dgc,diloco,onebit-adam --link 5mbit,30ms --stragglers"
                    + " 0.2",
            "  gossamer simulate --nodes 50 --compute 80ms --faults 'slow node7 x4 for 10s at 5s; freeze node3 for 2s"
                    + " at 9s'"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final long USUAL_STEPS = 100;
    private static final String FILE = "@";
    private static final Path RUNS = Path.of("runs");

    private final Console console;

    @Option(names = "--nodes", paramLabel = "N", required = true, description = "How many nodes, 2 to 20,000.")
    int nodes;

    @Option(
            names = "--method",
            split = ",",
            paramLabel = "NAME[,NAME...]",
            description = "The methods, one after the other; 'gossamer methods' lists them (allreduce,dgc).")
    List<String> methods = List.of();

    @Option(names = "--task", paramLabel = "NAME", description = "Whose model is trained, as for 'gossamer train'.")
    String task;

    @Option(names = "--data", paramLabel = "PATH", description = "The task's data, if it reads some.")
    Path data;

    @Option(names = "--model", paramLabel = "NAME|FILE", description = "The model, as for 'gossamer train'.")
    String model;

    @Option(
            names = "--link",
            paramLabel = "RATE,LATENCY[,LOSS]",
            description = "The access line of each node (20mbit,10ms).")
    String link;

    @Option(names = "--steps", paramLabel = "R", description = "Steps of each method (100).")
    long steps = USUAL_STEPS;

    @Option(names = "--batch", paramLabel = "N", description = "Examples per node and step.")
    Integer batch;

    @Option(
            names = "--compute",
            paramLabel = "TIME",
            description = "What a node takes for the gradient of one batch, such as 80ms. Without it, what one takes on"
                    + " this machine, on one thread, is measured.")
    String compute;

    @Option(
            names = "--stragglers",
            paramLabel = "SPREAD",
            description = "How much nodes differ in speed: standard deviation of the logarithm, such as 0.2 (0).")
    double stragglers;

    @Option(names = "--faults", paramLabel = "SPEC|@FILE", description = "What goes wrong, see below.")
    String faults = "";

    @Option(
            names = "--collective",
            paramLabel = "WAY",
            description = "auto (what is fastest by a model of the link), ring, tree or direct.")
    Collective collective = Collective.AUTO;

    @Option(
            names = "--set",
            split = ",(?![^(]*\\))",
            paramLabel = "[METHOD.]SETTING=VALUE",
            description = "A setting of one method or of all that have it, for instance dgc.density=0.01.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of everything random (1).")
    Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes (a new folder under runs/).")
    Path out;

    @Mixin
    OutputOptions shown;

    SimulateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        FleetJobs.Finished finished;
        try (LongWork work = new LongWork(console)) {
            finished = new FleetJobs(new RunFolders(RUNS, Clock.systemDefaultZone())).run(request(), work);
        }
        if (shown.json) {
            console.out().println(Json.document(finished.result()));
        } else {
            console.out().print(FleetTable.text(finished.result()));
            console.out().println();
            console.out().println(FleetTable.sentence(finished.result()));
            console.out().println("A gradient of a batch takes " + computing(finished) + ".");
            console.out().println("Report: " + finished.report());
        }
        return CommandTree.DONE;
    }

    private static String computing(FleetJobs.Finished finished) {
        double seconds = finished.result().passSeconds();
        String measured = finished.result().passMeasured() ? ", as measured here (--compute says otherwise)" : "";
        return Quantity.seconds(seconds) + measured;
    }

    private FleetRequest request() {
        JobRequest job = new JobRequest(
                methods.stream().map(String::strip).distinct().toList(),
                Optional.ofNullable(task),
                Optional.ofNullable(data),
                Optional.ofNullable(model),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(link),
                Optional.ofNullable(seed),
                Optional.ofNullable(out),
                Optional.of(steps),
                Optional.ofNullable(batch),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                settings,
                Conduct.PLAIN);
        return new FleetRequest(
                job,
                nodes,
                Optional.ofNullable(compute).map(Durations::parse),
                stragglers,
                FaultSchedule.parse(faultText()),
                collective);
    }

    private String faultText() {
        if (!faults.startsWith(FILE)) {
            return faults;
        }
        Path file = Path.of(faults.substring(FILE.length()));
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new GossamerException(
                    "Cannot read the faults in " + file + ": " + e.getMessage(), "Check the path and its rights.", e);
        }
    }
}
