package io.gossamer.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Said;
import io.gossamer.train.job.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJsonTest {
    private static final ByteCount BYTES = new ByteCount(1, 2, 3);

    @TempDir
    Path folder;

    @Test
    void everyEventSurvivesTheJourneyThroughALine() {
        List<Event> events = List.of(
                new Event.Started(1, 4711, 61706, 200, "abc"),
                new Event.Step(1, 7, 0.25, 0.1, 0.2, 0.3, BYTES, BYTES, 8.5),
                new Event.Hidden(1, 7, 0.4),
                new Event.Evaluation(0, 8, 8.5, 12345.5, 0.2, 0.97),
                new Event.Layers(0, 9, List.of(new Said("fc1.weight", 1000, 0.5, 1.25)), List.of()),
                new Event.Layers(
                        0,
                        19,
                        List.of(new Said("fc1.weight", 1000, Double.POSITIVE_INFINITY, 32)),
                        List.of(new Said("fc1.weight", 504, 0.25, 2))),
                new Event.Clients(1, List.of(new ClientTraffic(25, 1000, 2000), new ClientTraffic(26, 0, 2000))),
                new Event.Noted(0, 9, "The variance is frozen after step 9.", Map.of("share", 0.5)),
                new Event.Checkpointed(1, 8, 8.5, BYTES, BYTES, BYTES),
                new Event.Finished(1, 8, true, 8.5, BYTES, BYTES, 1L << 28),
                new Event.Lost(1, "was killed by signal 9", true),
                new Event.CoordinatorLost(2, "was killed by signal 9", true),
                new Event.Failed(1, "worker 2 is gone", "look at its log", Optional.of(2), false),
                new Event.Failed(1, "the loss is NaN", "lower the rate", Optional.empty(), true));
        for (Event event : events) {
            String line = Json.line(event);
            assertThat(line).doesNotContain("\n");
            assertThat(Json.read(line, Event.class, "test")).isEqualTo(event);
        }
    }

    @Test
    void layersAreALineThatOtherProgramsRead() {
        Event event = new Event.Layers(0, 9, List.of(new Said("fc1.weight", 1000, 0.5, 1.25)), List.of());
        assertThat(Json.line(event))
                .isEqualTo("{\"event\":\"layers\",\"worker\":0,\"step\":9,\"said\":"
                        + "[{\"tensor\":\"fc1.weight\",\"elements\":1000,\"error\":0.5,\"bits\":1.25}],\"served\":[]}");
    }

    @Test
    void aJobSurvivesTheJourneyThroughItsFile() {
        Job job = Job.builder()
                .task("mnist")
                .data("some/folder")
                .model("lenet")
                .methods("allreduce", "dgc")
                .set("dgc", "density", "0.01")
                .set(Job.EVERY_METHOD, "clip", "2")
                .build();
        RunDirectory directory = RunDirectory.create(folder.resolve("run"), job);
        assertThat(directory.job()).isEqualTo(job);
        assertThat(RunDirectory.open(folder.resolve("run")).job()).isEqualTo(job);
    }

    @Test
    void refusesAFolderThatHoldsARunOrNone() {
        Job job = Job.builder().build();
        RunDirectory.create(folder.resolve("run"), job);
        assertThatThrownBy(() -> RunDirectory.create(folder.resolve("run"), job))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("already holds a run");
        assertThatThrownBy(() -> RunDirectory.open(folder.resolve("nothing")))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("holds no run");
    }

    @Test
    void namesAFileThatStandsInTheWay() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RunDirectory.create(file, Job.builder().build()))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("file");
    }

    @Test
    void namesTheFileWhoseJsonIsBroken() throws Exception {
        Path run = folder.resolve("run");
        RunDirectory.create(run, Job.builder().build());
        Files.writeString(run.resolve("job.json"), "{\"task\": 3");
        assertThatThrownBy(() -> RunDirectory.open(run).job())
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("job.json");
    }

    @Test
    void leavesOutATornLastLine() throws Exception {
        RunDirectory.MethodDirectory method = RunDirectory.create(
                        folder.resolve("run"), Job.builder().build())
                .method("dgc");
        Event whole = new Event.Evaluation(0, 8, 8.5, 12345.5, 0.2, 0.97);
        method.rewriteEvents(List.of(whole));
        Files.writeString(
                method.metrics(), Json.line(whole) + "\n" + Json.line(whole).substring(0, 30));
        assertThat(method.events()).containsExactly(whole);
    }
}
