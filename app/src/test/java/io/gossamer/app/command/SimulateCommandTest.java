package io.gossamer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.console.TerminalRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SimulateCommandTest {
    private final TerminalRecording terminal = new TerminalRecording();
    private final OwnJobs none = (request, board) -> {
        throw new AssertionError("nothing is trained");
    };

    @TempDir
    Path folder;

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("simulate", "--model", "logistic", "--compute", "50ms"));
        all.addAll(List.of(args));
        return new CommandTree(terminal.console(), none).run(all.toArray(String[]::new));
    }

    @Test
    void aFleetOfTwentyIsATableAndAReport() throws Exception {
        Path out = folder.resolve("run");
        assertThat(run("--nodes", "20", "--method", "allreduce,localsgd", "--steps", "6", "--out", out.toString()))
                .isEqualTo(CommandTree.DONE);
        assertThat(terminal.out()).contains("time/step", "allreduce", "localsgd", "Report: ", "messages each");
        assertThat(Files.readString(out.resolve("report.html"))).contains("20 nodes");
        assertThat(run("--nodes", "20", "--out", out.toString())).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("already holds a run");
    }

    @Test
    void aProgramGetsADocumentThatIsAFunctionOfTheSeed() {
        String[] args = {"--nodes", "9", "--method", "dgc", "--steps", "3", "--stragglers", "0.3", "--json", "--out"};
        String[] first = new String[args.length + 1];
        System.arraycopy(args, 0, first, 0, args.length);
        first[args.length] = folder.resolve("a").toString();
        assertThat(run(first)).isEqualTo(CommandTree.DONE);
        String document = terminal.out();
        JsonNode result = JsonMapper.shared().readTree(document);
        assertThat(result.get("nodes").asInt()).isEqualTo(9);
        assertThat(result.get("runs").get(0).get("nodes").get("idle").size()).isEqualTo(9);
        assertThat(result.get("runs")
                        .get(0)
                        .get("journeys")
                        .get(0)
                        .get("algorithm")
                        .asString())
                .isEqualTo("direct");
    }

    @Test
    void faultsMayStandInAFile() throws Exception {
        Path faults = Files.writeString(folder.resolve("faults"), "freeze node1 for 1s at 0.1s\nkill node2 at 0.2s\n");
        assertThat(run(
                        "--nodes",
                        "5",
                        "--method",
                        "allreduce",
                        "--steps",
                        "9",
                        "--faults",
                        "@" + faults,
                        "--out",
                        folder.resolve("run").toString()))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err())
                .contains("node2 is lost by 'kill node2 at 200ms'")
                .contains("fixed group");
    }

    @Test
    void whatMakesNoSenseIsSaidInTwoLines() {
        assertThat(run()).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("--nodes");
        assertThat(run(
                        "--nodes",
                        "5",
                        "--faults",
                        "explode node1",
                        "--out",
                        folder.resolve("x").toString()))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("explode");
        assertThat(run("--nodes", "5", "--collective", "star")).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("--collective");
        assertThat(run("--nodes", "5", "--coordinators", "3")).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("--coordinators");
    }
}
