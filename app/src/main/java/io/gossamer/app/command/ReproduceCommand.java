package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.report.ClaimsPage;
import io.gossamer.app.result.ReproductionOutcome;
import io.gossamer.app.result.ReproductionPage;
import io.gossamer.core.catalogue.Catalogue;
import io.gossamer.core.catalogue.Method;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.name.Suggestion;
import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures what a paper claims. */
@Command(
        name = "reproduce",
        description = "Runs a method's claim at small scale beside its baselines and says whether it holds.",
        footer = {
            "",
            "Examples:",
            "  gossamer reproduce dgc --quick",
            "  gossamer reproduce --all --long --seeds 3 --table results.md"
        })
final class ReproduceCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "METHOD", description = "Names of methods in the catalogue.")
    List<String> methods = List.of();

    @Option(names = "--all", description = "Every method that has a reproduction.")
    boolean all;

    @ArgGroup
    Extents extents = new Extents();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", description = "Repeat with N seeds (1).")
    int seeds;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder of real data sets, one folder each.")
    Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/reproduce",
            description = "Where runs go; those that are finished there are kept.")
    Path out;

    @Option(
            names = "--table",
            paramLabel = "FILE.md",
            description = "Write what came out as Markdown, too; what the file holds of other methods stays.")
    Path table;

    @Mixin
    OutputOptions shown;

    ReproduceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Reproduction> chosen = choose();
        if (seeds < 1) {
            throw new GossamerException("--seeds " + seeds + " repeats nothing", "Ask for 1 or more.");
        }
        String tableBefore = table != null && Files.exists(table) ? Files.readString(table) : "";
        ReproductionPage.markdown(List.of(), tableBefore);
        Files.createDirectories(out);
        List<ReproductionOutcome> outcomes = new ArrayList<>();
        for (Reproduction reproduction : chosen) {
            outcomes.add(run(reproduction));
        }
        if (table != null) {
            Files.writeString(table, ReproductionPage.markdown(outcomes, tableBefore));
        }
        if (shown.json) {
            boolean one = methods.size() == 1;
            console.out().println(Json.document(one ? outcomes.getFirst() : outcomes));
        }
        return outcomes.stream().allMatch(ReproductionOutcome::holds) ? CommandTree.DONE : CommandTree.FAILED;
    }

    /** One of them, or neither. */
    static final class Extents {
        @Option(names = "--quick", description = "The part that fits into a minute or two.")
        boolean quick;

        @Option(names = "--long", description = "The parts that take longer than all others together, too.")
        boolean longer;

        Reproduction.Extent chosen() {
            if (quick) {
                return Reproduction.Extent.QUICK;
            }
            return longer ? Reproduction.Extent.LONG : Reproduction.Extent.NORMAL;
        }
    }

    private List<Reproduction> choose() {
        List<Reproduction> known = ServiceLoader.load(Reproduction.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (all == !methods.isEmpty()) {
            throw new GossamerException("reproduce needs a METHOD or --all", "For instance: gossamer reproduce dgc");
        }
        if (all) {
            return known;
        }
        return methods.stream().map(method -> choose(known, method)).distinct().toList();
    }

    /** One reproduction serves all presets of a system. */
    private static Reproduction choose(List<Reproduction> known, String method) {
        String system = Catalogue.load().find(method).map(Method::name).orElse(method);
        return known.stream()
                .filter(reproduction -> reproduction.method().equals(system))
                .findFirst()
                .orElseThrow(() -> new GossamerException(
                        "no reproduction of '" + method + "'",
                        Suggestion.hint(
                                method,
                                known.stream()
                                        .map(Reproduction::method)
                                        .sorted()
                                        .toList())));
    }

    private ReproductionOutcome run(Reproduction reproduction) throws IOException {
        Path folder = Files.createDirectories(out.resolve(reproduction.method()));
        long start = System.nanoTime();
        List<Claim> claims = reproduction.run(new Reproduction.Setting(
                LongStream.rangeClosed(1, seeds).boxed().toList(),
                extents.chosen(),
                Optional.ofNullable(data),
                folder,
                line -> console.err().println(line)));
        ReproductionOutcome outcome =
                new ReproductionOutcome(reproduction.method(), claims, (System.nanoTime() - start) / 1e9);
        Path report = folder.resolve("report.html");
        ClaimsPage.write(outcome, folder, report);
        if (!shown.json) {
            print(outcome);
            console.out().println("Report: " + report);
        }
        return outcome;
    }

    private void print(ReproductionOutcome outcome) {
        console.out().println(outcome.method() + ": " + (outcome.holds() ? "holds" : "DOES NOT HOLD"));
        for (Claim claim : outcome.claims()) {
            console.out().println("  " + (claim.holds() ? "[holds] " : "[fails] ") + claim.claim());
            console.out().println("      paper     " + claim.paper());
            console.out().println("      here      " + claim.setting());
            console.out().println("      measured  " + claim.measured());
            console.out().println("      baseline  " + claim.baseline());
            console.out().println("      bound     " + claim.bound());
        }
    }
}
