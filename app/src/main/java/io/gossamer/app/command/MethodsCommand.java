package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;
import io.gossamer.core.catalogue.Baseline;
import io.gossamer.core.catalogue.Catalogue;
import io.gossamer.core.catalogue.Method;
import io.gossamer.core.catalogue.MethodState;
import io.gossamer.train.run.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the catalogue. */
@Command(
        name = "methods",
        description = "Lists the published systems that Gossamer reproduces, and the baselines beside them.",
        footer = {"", "Example:", "  gossamer methods --json"})
final class MethodsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    OutputOptions shown;

    /** A row of the machine-readable form. */
    record Row(
            int row,
            String name,
            String title,
            String paper,
            String family,
            String module,
            String state,
            List<String> presets,
            List<String> baselines) {
        static Row of(Method method) {
            return new Row(
                    method.row(),
                    method.name(),
                    method.title(),
                    method.paper(),
                    method.family().toString(),
                    method.module(),
                    method.state().toString(),
                    method.presets(),
                    method.baselines());
        }
    }

    MethodsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.load();
        if (shown.json) {
            console.out()
                    .println(Json.document(
                            catalogue.methods().stream().map(Row::of).toList()));
        } else {
            print(catalogue);
        }
        return CommandTree.DONE;
    }

    private void print(Catalogue catalogue) {
        TextTable table = new TextTable(Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
        table.row("", "name", "state", "module", "title");
        for (Method method : catalogue.methods()) {
            table.row(
                    String.valueOf(method.row()),
                    method.name(),
                    method.state().toString(),
                    method.module(),
                    method.title());
        }
        console.out().print(table.render());
        console.out().println();
        console.out()
                .println(catalogue.methods().size() + " systems: " + count(catalogue, MethodState.REPRODUCED)
                        + " reproduced, " + count(catalogue, MethodState.IMPLEMENTED) + " implemented, "
                        + count(catalogue, MethodState.PLANNED) + " planned.");
        console.out().println();
        console.out().println("Baselines:");
        TextTable baselines = new TextTable(Align.LEFT, Align.LEFT);
        for (Baseline baseline : catalogue.baselines()) {
            baselines.row("  " + baseline.name(), baseline.description() + " (" + baseline.source() + ")");
        }
        console.out().print(baselines.render());
        console.out().println();
        console.out().println("--method and --methods accept: " + String.join(", ", catalogue.presets()));
    }

    private static long count(Catalogue catalogue, MethodState state) {
        return catalogue.methods().stream().filter(m -> m.state() == state).count();
    }
}
