package io.gossamer.app.command;

import io.gossamer.app.console.Console;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;
import io.gossamer.app.doctor.Doctor;
import io.gossamer.app.doctor.Examination;
import io.gossamer.app.doctor.Finding;
import io.gossamer.train.run.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what this machine can do. */
@Command(
        name = "doctor",
        description = "Checks what this machine can do: JDK, cores, vectors, memory, libtorch, ports, clock.",
        footer = {"", "Example:", "  gossamer doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    private final Console console;
    private final Doctor doctor;

    @Mixin
    OutputOptions shown;

    DoctorCommand(Console console) {
        this.console = console;
        this.doctor = new Doctor(System.getenv());
    }

    @Override
    public Integer call() {
        Examination examination = Examination.of(doctor.examine());
        if (shown.json) {
            console.out().println(Json.document(examination));
        } else {
            print(examination);
        }
        return examination.ok() ? CommandTree.DONE : CommandTree.FAILED;
    }

    private void print(Examination examination) {
        TextTable table = new TextTable(Align.LEFT, Align.LEFT, Align.LEFT);
        for (Finding finding : examination.checks()) {
            table.row(finding.state().word(), finding.name(), finding.finding());
            if (!finding.advice().isEmpty()) {
                table.row("", "", "-> " + finding.advice());
            }
        }
        console.out().print(table.render());
        console.out()
                .println(
                        examination.ok()
                                ? "This machine can train."
                                : "This machine cannot train before what failed is mended.");
    }
}
