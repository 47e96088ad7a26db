package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.collective.LoopbackMesh.NodeBody;
import io.gossamer.net.shape.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long LARGE = 8 << 20;

    /** What the survivors are doing when a peer fails. */
    enum Doing {
        SMALL_REDUCE(group -> group.allReduceSum(Arena.ofAuto().allocate(1024), Kind.DENSE)),
        LARGE_REDUCE(group -> group.allReduceSum(Arena.ofAuto().allocate(LARGE), Kind.DENSE)),
        GATHER(group -> group.gather(Arena.ofAuto().allocate(LARGE), LARGE, 0)),
        BROADCAST(group -> {
            group.broadcast(Arena.ofAuto().allocate(LARGE), 0, Kind.DENSE);
            group.barrier();
        }),
        BARRIER(MeshGroup::barrier);

        private interface Operation {
            void run(MeshGroup group) throws InterruptedException;
        }

        private final Operation operation;

        Doing(Operation operation) {
            this.operation = operation;
        }

        NodeBody<Void> body() {
            return group -> {
                operation.run(group);
                return null;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Doing.class)
    void aClosedPeerIsNamedByAllLongBeforeTheTimeout(Doing doing) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(4, Link.NONE, LONG)) {
            mesh.run(doing.body());
            List<Future<Void>> survivors = startSurvivors(mesh, 2, doing);
            Thread.sleep(50);
            long start = System.nanoTime();
            mesh.worlds.get(2).close();
            assertAllBlame(survivors, 2, "worker 2 ended");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(5));
        }
    }

    /** All operations at once, since each case takes the whole timeout, which a busy machine must not make too short. */
    @Test
    void aPeerThatHangsIsNamedByAllAndNotThoseThatHangOnIt() throws Exception {
        Duration timeout = Duration.ofSeconds(6);
        List<LoopbackMesh> meshes = new ArrayList<>();
        List<Future<Void>> survivors = new ArrayList<>();
        try {
            for (Doing doing : Doing.values()) {
                LoopbackMesh mesh = new LoopbackMesh(4, Link.NONE, timeout);
                meshes.add(mesh);
                mesh.run(doing.body());
                survivors.addAll(startSurvivors(mesh, 2, doing));
            }
            long start = System.nanoTime();
            assertAllBlame(survivors, 2, "worker 2 hangs");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.multipliedBy(2));
        } finally {
            meshes.forEach(LoopbackMesh::close);
        }
    }

    @Test
    void garbageIsBlamedOnWhoSendsIt() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, LONG)) {
            List<Future<Void>> honest = startSurvivors(mesh, 1, Doing.LARGE_REDUCE);
            mesh.send(1, 2, MemorySegment.ofArray("no frame at all".getBytes()));
            assertAllBlame(honest, 1, "worker 1 broke the protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReasonReachesEverybody(boolean large) throws Exception {
        Doing doing = large ? Doing.LARGE_REDUCE : Doing.BARRIER;
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, LONG)) {
            List<Future<Void>> others = startSurvivors(mesh, 0, doing);
            mesh.groups.get(0).abort("the loss is NaN");
            assertAllBlame(others, 0, "worker 0 stopped: the loss is NaN");
        }
    }

    @Test
    void anInterruptEndsAnOperationAndTheGroup() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, LONG)) {
            Thread[] node = new Thread[1];
            Future<Void> interrupted = LoopbackMesh.start(mesh.groups.get(0), group -> {
                node[0] = Thread.currentThread();
                group.barrier();
                return null;
            });
            Thread.sleep(100);
            node[0].interrupt();
            assertThatThrownBy(() -> LoopbackMesh.get(interrupted)).isInstanceOf(InterruptedException.class);
            mesh.groups.get(1).barrier();
            assertAllBlame(List.of(LoopbackMesh.start(mesh.groups.get(1), Doing.BARRIER.body())), 0, "worker 0 ");
        }
    }

    @Test
    void aFailedGroupStaysFailed() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, LONG)) {
            mesh.groups.get(0).close();
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> mesh.groups.get(1).barrier())
                        .isInstanceOf(PeerFailureException.class)
                        .hasMessageContaining("worker 0 ended");
            }
        }
    }

    @Test
    void anOperationRefusesToWaitInAComputeSection() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, LONG);
                var section = io.gossamer.core.section.ComputeSection.enter()) {
            assertThat(section).isNotNull();
            assertThatThrownBy(() -> mesh.groups.get(0).barrier())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside a compute section");
        }
    }

    private static List<Future<Void>> startSurvivors(LoopbackMesh mesh, int failing, Doing doing) {
        List<Future<Void>> survivors = new ArrayList<>();
        for (MeshGroup group : mesh.groups) {
            if (group.rank() != failing) {
                survivors.add(LoopbackMesh.start(group, doing.body()));
            }
        }
        return survivors;
    }

    private static void assertAllBlame(List<Future<Void>> survivors, int rank, String message) {
        for (Future<Void> survivor : survivors) {
            assertThatThrownBy(() -> LoopbackMesh.get(survivor))
                    .isInstanceOfSatisfying(
                            PeerFailureException.class,
                            e -> assertThat(e.rank()).as(e.getMessage()).isEqualTo(rank))
                    .hasMessageContaining(message);
        }
    }
}
