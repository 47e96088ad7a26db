package io.gossamer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.console.TerminalRecording;
import io.gossamer.app.job.Conduct;
import io.gossamer.app.job.JobRequest;
import io.gossamer.app.job.JobRunner;
import io.gossamer.app.job.LocalJobs;
import io.gossamer.app.report.SyntheticJob;
import io.gossamer.core.failure.GossamerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CommandTreeTest {
    private final TerminalRecording terminal = new TerminalRecording();
    private final List<JobRequest> requests = new ArrayList<>();
    private final OwnJobs recorder = (request, board) -> {
        requests.add(request);
        return new JobRunner.Finished(
                SyntheticJob.data("allreduce", "dgc").job(), Path.of("runs/x"), Path.of("runs/x/report.html"));
    };

    private int run(String... args) {
        return run(recorder, args);
    }

    private int run(JobRunner runner, String... args) {
        return new CommandTree(terminal.console(), runner).run(args);
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(terminal.out());
    }

    @Test
    void withoutArgumentsItSaysWhatItCanDo() {
        assertThat(run()).isEqualTo(CommandTree.DONE);
        assertThat(terminal.out())
                .contains("train", "compare", "simulate", "reproduce", "encode", "decode", "doctor", "completion");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "compare",
                "simulate",
                "methods",
                "reproduce",
                "encode",
                "decode",
                "doctor",
                "completion"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        assertThat(run(command, "--help")).isEqualTo(CommandTree.DONE);
        assertThat(terminal.out()).contains("\nExample").contains("gossamer " + command, "--help");
        assertThat(requests).isEmpty();
    }

    @Test
    void trainWithoutOptionsLeavesEveryDefaultToTheLibrary() {
        assertThat(run("train")).isEqualTo(CommandTree.DONE);
        JobRequest request = requests.getFirst();
        assertThat(request.methods()).isEmpty();
        assertThat(request.task()).isEmpty();
        assertThat(request.workers()).isEmpty();
        assertThat(terminal.out()).contains("allreduce", "dgc", "times fewer bytes", "Report: runs/x/report.html");
    }

    @Test
    void optionsReachTheJob() {
        assertThat(run(
                        "train",
                        "--method",
                        "dgc",
                        "--workers=8",
                        "--link",
                        "5mbit,30ms,0.01",
                        "--learning-rate",
                        "0.1",
                        "--density=1e-3",
                        "--sync-every",
                        "50",
                        "--set",
                        "dgc.clip=2",
                        "--on-loss",
                        "replace",
                        "--coordinators",
                        "3",
                        "--connections",
                        "4",
                        "--resume",
                        "runs/x"))
                .isEqualTo(CommandTree.DONE);
        JobRequest request = requests.getFirst();
        assertThat(request.methods()).containsExactly("dgc");
        assertThat(request.workers()).contains(8);
        assertThat(request.link()).contains("5mbit,30ms,0.01");
        assertThat(request.settings())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("learning-rate", "0.1", "density", "1e-3", "sync-every", "50", "dgc.clip", "2"));
        assertThat(request.conduct())
                .isEqualTo(new Conduct(
                        Optional.of("replace"),
                        Optional.empty(),
                        Optional.of(3),
                        Optional.of(4),
                        Optional.of(Path.of("runs/x"))));
    }

    @Test
    void settingsAreSplitAtCommasOutsideOfParentheses() {
        assertThat(run("train", "--method", "fedpaq", "--set", "codec=qsgd(1,256),fedpaq.clients=8"))
                .isEqualTo(CommandTree.DONE);
        assertThat(requests.getFirst().settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of("codec", "qsgd(1,256)", "fedpaq.clients", "8"));
    }

    @Test
    void compareSplitsItsMethodsAndNeedsThem() {
        assertThat(run("compare", "--methods", "allreduce,dgc,dgc")).isEqualTo(CommandTree.DONE);
        assertThat(requests.getFirst().methods()).containsExactly("allreduce", "dgc");
        assertThat(run("compare")).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("compare needs methods").contains("--methods allreduce,dgc");
    }

    @Test
    void jsonIsOneDocumentInTheAgreedShape() {
        assertThat(run("train", "--json")).isEqualTo(CommandTree.DONE);
        JsonNode job = json();
        assertThat(job.propertyNames()).containsExactly("task", "model", "workers", "link", "seed", "runs");
        JsonNode dgc = job.get("runs").get(1);
        assertThat(dgc.propertyNames())
                .containsExactlyInAnyOrder(
                        "method",
                        "settings",
                        "steps",
                        "stopped",
                        "seconds",
                        "final",
                        "bytes",
                        "bytesPerStep",
                        "bitsPerParameter",
                        "computeSeconds",
                        "sendSeconds",
                        "waitSeconds",
                        "hiddenSeconds",
                        "timeTo",
                        "layers",
                        "clients",
                        "checkpoint",
                        "report");
        assertThat(dgc.get("final").propertyNames()).containsExactly("loss", "accuracy");
        assertThat(dgc.get("bytes").propertyNames()).containsExactly("sent", "received");
        assertThat(dgc.get("bytesPerStep").get("warmup").propertyNames())
                .containsExactly("compressed", "dense", "control");
        assertThat(dgc.get("bitsPerParameter").propertyNames()).containsExactly("warmup", "steady");
        assertThat(dgc.get("layers").propertyNames()).containsExactly("step", "said", "served");
        assertThat(dgc.get("layers").get("said").get(0).propertyNames())
                .containsExactly("tensor", "elements", "error", "bits");
        assertThat(dgc.get("timeTo").get("accuracy").propertyNames())
                .containsExactly("0.90", "0.95", "0.97", "0.98", "0.99");
        assertThat(dgc.get("timeTo").get("accuracy").get("0.99").isNull()).isTrue();
        assertThat(dgc.get("checkpoint").propertyNames()).containsExactly("path", "sha256");
    }

    @Test
    void aFailureIsTwoLinesWithoutAStackTrace() {
        OwnJobs failing = (request, board) -> {
            throw new GossamerException("worker 2 stopped answering", "See runs/x/worker-2.log.");
        };
        assertThat(run(failing, "train")).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).isEqualTo("gossamer: worker 2 stopped answering\n  See runs/x/worker-2.log.\n");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aFailureForAProgramIsADocument() {
        OwnJobs failing = (request, board) -> {
            throw new GossamerException("port 7000 is in use", "Choose another.");
        };
        assertThat(run(failing, "train", "--json")).isEqualTo(CommandTree.FAILED);
        assertThat(json().get("error").get("message").asString()).isEqualTo("port 7000 is in use");
        assertThat(json().get("error").get("hint").asString()).isEqualTo("Choose another.");
    }

    @Test
    void verboseShowsWhereItCameFrom() {
        OwnJobs failing = (request, board) -> {
            throw new IllegalStateException("surprise\n#0 some C++ frame");
        };
        assertThat(run(failing, "train")).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("surprise").contains("--verbose").doesNotContain("C++ frame", "\tat ");
        assertThat(run(failing, "train", "--verbose")).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("\tat io.gossamer");
    }

    @Test
    void whatWasMistypedIsGuessed() {
        assertThat(run("trian")).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("unknown command 'trian'").contains("Did you mean 'train'?");
        assertThat(run("train", "--workes=3")).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("unknown option '--workes'").contains("Did you mean '--workers'?");
        assertThat(requests).isEmpty();
    }

    @Test
    void aMisuseForAProgramIsADocumentToo() {
        assertThat(run("train", "--workers=many", "--json")).isEqualTo(CommandTree.MISUSED);
        assertThat(json().get("error").get("message").asString())
                .contains("--workers")
                .contains("many");
    }

    @Test
    void aJobFileGivesOptionsAndTheCommandLineOverridesThem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("job.yaml"),
                "task: mnist\nworkers: 2\nlearning-rate: 0.05\nlink: 5mbit,5ms\njson: true\n");
        assertThat(run("train", file.toString(), "--workers", "8")).isEqualTo(CommandTree.DONE);
        JobRequest request = requests.getFirst();
        assertThat(request.task()).contains("mnist");
        assertThat(request.workers()).contains(8);
        assertThat(request.settings()).containsEntry("learning-rate", "0.05");
        assertThat(request.link()).contains("5mbit,5ms");
        assertThat(json().get("task").asString()).isEqualTo("digits");
    }

    @Test
    void aJobFileMayListMethods(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("job.yaml"), "methods: [allreduce, diloco]\n");
        assertThat(run("compare", file.toString())).isEqualTo(CommandTree.DONE);
        assertThat(requests.getFirst().methods()).containsExactly("allreduce", "diloco");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker: 4",
                "workers: [[1]]",
                "workers: {a: 1}",
                "json: 3",
                "- a",
                "a: b: c",
                "workers: !!js 3\n- x"
            })
    void aWrongJobFileIsExplained(String content, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("job.yaml"), content);
        assertThat(run("train", file.toString())).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).startsWith("gossamer: " + file).hasLineCount(2);
        assertThat(requests).isEmpty();
    }

    @Test
    void aMissingJobFileIsNamed() {
        assertThat(run("train", "nowhere.yaml")).isEqualTo(CommandTree.MISUSED);
        assertThat(terminal.err()).contains("no job file nowhere.yaml");
    }

    @Test
    void reproducingAnUnknownMethodSaysWhichThereAre() {
        assertThat(run("reproduce", "dcg")).isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("no reproduction of 'dcg'");
        assertThat(run("reproduce")).isEqualTo(CommandTree.FAILED);
        assertThat(run("reproduce", "dgc", "--all")).isEqualTo(CommandTree.FAILED);
    }

    @Test
    void theCatalogueHasSeventyFiveSystemsAndBaselines() {
        assertThat(run("methods")).isEqualTo(CommandTree.DONE);
        assertThat(terminal.out())
                .contains("75 systems:")
                .contains("Baselines:")
                .contains("allreduce");
    }

    @Test
    void theCatalogueForAProgram() {
        assertThat(run("methods", "--json")).isEqualTo(CommandTree.DONE);
        assertThat(json().size()).isEqualTo(75);
        JsonNode dgc = json().get(3);
        assertThat(dgc.get("row").asInt()).isEqualTo(4);
        assertThat(dgc.get("name").asString()).isEqualTo("dgc");
        assertThat(dgc.get("module").asString()).isEqualTo("train");
        assertThat(dgc.get("state").asString()).isIn("planned", "implemented", "reproduced");
        assertThat(dgc.get("presets").isArray()).isTrue();
        assertThat(dgc.propertyNames()).contains("title", "family", "paper", "baselines");
    }

    @Test
    void severalCoordinatorsWithoutOnLossAreRefusedBeforeThereIsAFolder(@TempDir Path folder) {
        JobRunner jobs = new LocalJobs(folder, Clock.systemUTC());
        Path out = folder.resolve("run");
        assertThat(run(jobs, "train", "--coordinators", "3", "--out", out.toString()))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("one coordinator").contains("--on-loss continue or replace");
        assertThat(run(jobs, "train", "--coordinators", "4", "--on-loss", "continue", "--out", out.toString()))
                .isEqualTo(CommandTree.FAILED);
        assertThat(terminal.err()).contains("4 coordinators");
        assertThat(out).doesNotExist();
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("completion")).isEqualTo(CommandTree.DONE);
        assertThat(terminal.out())
                .startsWith("#!")
                .contains("--learning-rate", "--codec")
                .contains("complete ");
    }

    @Test
    void progressGoesToStandardError() {
        OwnJobs talking = (request, board) -> {
            board.note("dgc", "starts 4 workers");
            return recorder.run(request, board);
        };
        assertThat(run(talking, "train", "--json")).isEqualTo(CommandTree.DONE);
        assertThat(terminal.err()).contains("starts 4 workers");
        assertThat(json().get("workers").asInt()).isEqualTo(4);
    }
}
