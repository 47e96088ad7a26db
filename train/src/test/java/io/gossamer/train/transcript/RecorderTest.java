package io.gossamer.train.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.method.Preset;
import io.gossamer.train.method.Presets;
import io.gossamer.train.transcript.Operation.AllGather;
import io.gossamer.train.transcript.Operation.AllReduce;
import io.gossamer.train.transcript.Operation.AllToAll;
import io.gossamer.train.transcript.Operation.Silence;
import io.gossamer.train.worker.TinyTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecorderTest {
    /** Who speaks and who is heard differs from round to round. */
    private static final List<String> BY_TURNS = List.of("gossip", "single-merge", "fedfix", "fedbuff", "fedasync");

    /** 36 inputs, 16 hidden, 4 classes. */
    private static final long PARAMETERS = 36 * 16 + 16 + 16 * 4 + 4;

    /** To stop, and to let others in. */
    private static final long VOTES = 2;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    private static JobBuilder job(String method, long steps) {
        return Job.builder()
                .task("digits")
                .model("mlp:16")
                .methods(method)
                .steps(steps)
                .batch(10);
    }

    private Transcript listen(JobBuilder builder, int nodes) throws Exception {
        Job job = builder.build();
        Path own = Files.createTempDirectory(folder, "nodes");
        try (TinyTask task = new TinyTask()) {
            return new Recorder(job, nodes, own, done -> {})
                    .listen(job.methods().getFirst(), task);
        }
    }

    private static List<Operation> operations(Transcript transcript, int step) {
        Transcript.Step said = transcript.steps().get(step);
        return IntStream.range(0, said.length())
                .mapToObj(index -> said.act(0, index).operation())
                .toList();
    }

    @Test
    void plainTrainingSumsTheGradientAndTheVoteInEveryStep() throws Exception {
        Transcript transcript = listen(job("allreduce", 3), 1000);
        assertThat(transcript.steps()).hasSize(3).allSatisfy(step -> {
            assertThat(step.act(999, 0))
                    .isEqualTo(new Act(1, new AllReduce(new Size(0, (PARAMETERS + VOTES) * Float.BYTES, 0))));
            assertThat(step.act(999, 1)).isEqualTo(new Act(0, new Silence()));
        });
    }

    @Test
    void deepGradientCompressionSaysLessAfterItsWarmUp() throws Exception {
        Transcript transcript =
                listen(job("dgc", 8).set("dgc", "warmup-steps", "4").set("dgc", "density", "0.005"), 100);
        Size first = ((AllGather) operations(transcript, 0).getFirst()).said();
        Size last = ((AllGather) operations(transcript, 7).getFirst()).said();
        assertThat(last.compressed()).isPositive().isLessThan(first.compressed() / 4);
        // The biases, and what is written about them.
        assertThat(last.dense()).isEqualTo(first.dense()).isBetween((16 + 4) * 4L, (16 + 4) * 4L + 2 * 8);
    }

    @Test
    void methodsOfLocalStepsTalkNowAndThen() throws Exception {
        Transcript transcript = listen(job("diloco", 10).set("diloco", "sync-every", "4"), 100);
        List<Integer> talks = IntStream.range(0, 10)
                .filter(step -> operations(transcript, step).getFirst() instanceof AllReduce)
                .boxed()
                .toList();
        assertThat(talks).containsExactly(3, 7, 9);
        assertThat(operations(transcript, 0)).containsExactly(new Silence());
        assertThat(transcript.steps().getFirst().act(5, 0).passes()).isEqualTo(1);
    }

    @Test
    void fragmentsAreSaidInTurnBesideTheStepsThatFollow() throws Exception {
        JobBuilder job = job("streaming-diloco", 12)
                .set("streaming-diloco", "sync-every", "4")
                .set("streaming-diloco", "fragments", "2")
                .set("streaming-diloco", "overlap", "1");
        // Among many nodes, chunks of whole bytes would be alike for both.
        Transcript transcript = listen(job, 2);
        List<Integer> talks = IntStream.range(0, 12)
                .filter(step -> !operations(transcript, step).equals(List.of(new Silence())))
                .boxed()
                .toList();
        assertThat(talks).containsExactly(1, 3, 5, 7, 9, 11);
        assertThat(operations(transcript, 1)).hasOnlyElementsOfTypes(AllToAll.class, AllGather.class, Silence.class);
        Transcript.Step turn = transcript.steps().get(1);
        assertThat(turn.act(1, 0).passes()).isEqualTo(1);
        assertThat(IntStream.range(0, turn.length())
                        .map(index -> turn.act(1, index).overlap()))
                .containsExactly(1, 1, 0);
        // The second layer is fragment 1 and comes first; the first one is eight times as large.
        assertThat(operations(transcript, 3).getFirst())
                .isNotEqualTo(operations(transcript, 1).getFirst());
    }

    @Test
    void theChunksOfOneBitAdamAreAsShortAsTheyAreAmongSoMany() throws Exception {
        JobBuilder job = job("onebit-adam", 4).set("onebit-adam", "freeze", "2");
        Transcript few = listen(job, 2);
        Transcript many = listen(job, 64);
        assertThat(operations(many, 1)).hasOnlyElementsOfTypes(AllReduce.class, Silence.class);
        assertThat(operations(many, 2)).hasOnlyElementsOfTypes(AllToAll.class, AllGather.class, Silence.class);
        AllToAll toFew = (AllToAll) operations(few, 3).getFirst();
        AllToAll toMany = (AllToAll) operations(many, 3).getFirst();
        assertThat(toFew.said()).hasSize(2);
        assertThat(toMany.said()).hasSize(64);
        // One bit an element of the largest tensor in chunks of 288 and of 64.
        assertThat(toFew.said().getFirst().compressed()).isGreaterThan(288 / 8);
        assertThat(toMany.said().getFirst().compressed())
                .isLessThan(toFew.said().getFirst().compressed());
    }

    @Test
    void aServerSpeaksForItselfAlone() throws Exception {
        Transcript transcript = listen(job("fedpaq", 2), 50);
        AllGather answer = (AllGather) transcript.steps().getFirst().act(0, 1).operation();
        AllGather silence = (AllGather) transcript.steps().getFirst().act(49, 1).operation();
        assertThat(answer.said().total()).isGreaterThan(PARAMETERS * Float.BYTES);
        assertThat(silence.said().total()).isLessThan(100);
        AllToAll spoken = (AllToAll) transcript.steps().getFirst().act(49, 0).operation();
        assertThat(spoken.said().getFirst().total())
                .isGreaterThan(spoken.said().get(1).total());
        assertThat(transcript.steps().getFirst().act(49, 0).passes()).isEqualTo(10);
    }

    @Test
    void aSampleOfManyClientsIsRefusedByName() {
        assertThatThrownBy(() -> listen(
                        job("fedavg", 2).set("fedavg", "clients", "100").set("fedavg", "participants", "10"), 50))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("fedavg")
                .hasMessageContaining("cannot be simulated");
    }

    @Test
    void groupsWithinTheFleetAreRefused() {
        assertThatThrownBy(() -> listen(job("co2", 2).set("co2", "group-size", "2"), 10))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("cannot be simulated");
    }

    @Test
    void theSameSeedSaysTheSame() throws Exception {
        assertThat(listen(job("dgc", 3).seed(5), 20))
                .isEqualTo(listen(job("dgc", 3).seed(5), 20));
    }

    /** All in which what a few nodes say tells what the others do. */
    static Stream<String> methods() {
        return Presets.all().stream().map(Preset::name).filter(method -> !BY_TURNS.contains(method));
    }

    @Test
    void ofMethodsByTurnsOnlyWhoIsThereCanBeListenedTo() throws Exception {
        for (String method : BY_TURNS) {
            assertThat(listen(job(method, 2), 3).steps()).hasSize(2);
            assertThatThrownBy(() -> listen(job(method, 2), 10)).isInstanceOf(GossamerException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodCanBeListenedTo(String method) throws Exception {
        Transcript transcript = listen(job(method, 2), 10);
        assertThat(transcript.steps()).hasSize(2);
        assertThat(transcript.steps().getLast().act(9, 0).passes()).isPositive();
    }
}
