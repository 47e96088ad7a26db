package io.gossamer.train.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory.MethodDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
    @TempDir
    Path folder;

    private static List<Event.Checkpointed> saved(int workers) {
        return IntStream.range(0, workers)
                .mapToObj(rank -> new Event.Checkpointed(
                        rank,
                        9,
                        1.5,
                        new ByteCount(10L << rank, 1, 2),
                        new ByteCount(20L << rank, 0, 0),
                        new ByteCount(5L << rank, 0, 0)))
                .toList();
    }

    @Test
    void asManyWorkersGoOnWhereTheyWere() {
        assertThat(Membership.change(saved(3), 3)).isEqualTo(saved(3));
    }

    @Test
    void whatLeaversSentCountsWithWorkerZero() {
        List<Event.Checkpointed> points = Membership.change(saved(4), 2);
        assertThat(points).hasSize(2);
        assertThat(points.get(0).sent()).isEqualTo(new ByteCount(10 + 40 + 80, 3, 6));
        assertThat(points.get(0).received().total()).isEqualTo(20 + 80 + 160);
        assertThat(points.get(0).sentInSteps().total()).isEqualTo(5 + 20 + 40);
        assertThat(points.get(1)).isEqualTo(saved(4).get(1));
    }

    @Test
    void newcomersHaveSentNothing() {
        List<Event.Checkpointed> points = Membership.change(saved(1), 3);
        assertThat(points.getFirst()).isEqualTo(saved(1).getFirst());
        assertThat(points.subList(1, 3)).extracting(Event.Checkpointed::worker).containsExactly(1, 2);
        assertThat(points.subList(1, 3)).allSatisfy(point -> {
            assertThat(point.step()).isEqualTo(9);
            assertThat(point.seconds()).isEqualTo(1.5);
            assertThat(point.sent()).isEqualTo(ByteCount.ZERO);
        });
    }

    @Test
    void onlyAMethodThatCanMayChangeItsWorkers() throws IOException {
        MethodDirectory method = new MethodDirectory(folder);
        Path checkpoint = Files.createDirectories(method.checkpoints().resolve("step-000009"));
        for (int rank = 0; rank < 3; rank++) {
            Files.createFile(checkpoint.resolve("worker-" + rank + ".safetensors"));
        }
        assertThatThrownBy(() -> Membership.requirePossible(job(4), "allreduce", method))
                .isInstanceOf(GossamerException.class)
                .hasMessage("allreduce stopped with 3 workers and cannot go on with 4");
        assertThatCode(() -> Membership.requirePossible(job(3), "allreduce", method))
                .doesNotThrowAnyException();
        assertThatCode(() -> Membership.requirePossible(job(4), "one-byte", method))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Membership.requirePossible(
                        Job.builder()
                                .methods("one-byte")
                                .set("one-byte", "scalar-code", "whole")
                                .build(),
                        "one-byte",
                        method))
                .isInstanceOf(GossamerException.class);
    }

    private static Job job(int workers) {
        return Job.builder().methods("allreduce", "one-byte").workers(workers).build();
    }
}
