package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.shape.Link;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeshGroupTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int[] LENGTHS = {0, 1, 2, 3, 5, 1000, 4096, 4097, 10_007, 300_001};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void sumsAreBitIdenticalAndInTheDocumentedOrder(int size) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(size, Link.NONE, TIMEOUT)) {
            for (int length : LENGTHS) {
                float[][] inputs = randomArrays(size, length);
                float[] expected = referenceSum(inputs);
                List<float[]> sums = mesh.run(group -> {
                    MemorySegment values = nativeCopy(inputs[group.rank()]);
                    group.allReduceSum(values, Kind.DENSE);
                    return values.toArray(ValueLayout.JAVA_FLOAT);
                });
                assertThat(sums).allMatch(sum -> sameBits(sum, expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everybodyGathersEveryMessage(int size) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(size, Link.NONE, TIMEOUT)) {
            for (int scale : new int[] {0, 1, 1000, 700_001}) {
                List<List<byte[]>> gathered = mesh.run(group -> {
                    MemorySegment message = MemorySegment.ofArray(messageOf(group.rank(), scale));
                    List<byte[]> result = new ArrayList<>();
                    for (MemorySegment segment : group.gather(message, message.byteSize(), 0)) {
                        result.add(segment.toArray(ValueLayout.JAVA_BYTE));
                    }
                    return result;
                });
                for (List<byte[]> messages : gathered) {
                    for (int rank = 0; rank < size; rank++) {
                        assertThat(Arrays.equals(messages.get(rank), messageOf(rank, scale)))
                                .isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void broadcastOverwritesWithTheRootsBytes(int size) throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(size, Link.NONE, TIMEOUT)) {
            for (int root = 0; root < size; root++) {
                for (int length : new int[] {0, 1, 16_385, 3_000_001}) {
                    byte[] expected = randomBytes(length);
                    int from = root;
                    List<byte[]> received = mesh.run(group -> {
                        MemorySegment bytes = Arena.ofAuto().allocate(length);
                        if (group.rank() == from) {
                            MemorySegment.copy(expected, 0, bytes, ValueLayout.JAVA_BYTE, 0, length);
                        }
                        group.broadcast(bytes, from, Kind.DENSE);
                        return bytes.toArray(ValueLayout.JAVA_BYTE);
                    });
                    assertThat(received).allMatch(bytes -> Arrays.equals(bytes, expected));
                }
            }
        }
    }

    @Test
    void exchangeHandsOutEverybodysNumbers() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, TIMEOUT)) {
            List<long[][]> all = mesh.run(group -> {
                group.barrier();
                return group.exchange(new long[] {group.rank(), Long.MIN_VALUE, 7});
            });
            assertThat(all)
                    .allSatisfy(numbers -> assertThat(numbers).isDeepEqualTo(new long[][] {
                        {0, Long.MIN_VALUE, 7}, {1, Long.MIN_VALUE, 7}, {2, Long.MIN_VALUE, 7}
                    }));
        }
    }

    @Test
    void nobodyLeavesABarrierBeforeTheLastHasCome() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, TIMEOUT)) {
            long[] arrived = new long[1];
            List<Long> left = mesh.run(group -> {
                if (group.rank() == 2) {
                    Thread.sleep(100);
                    arrived[0] = System.nanoTime();
                }
                group.barrier();
                return System.nanoTime();
            });
            assertThat(left).allSatisfy(time -> assertThat(time).isGreaterThan(arrived[0]));
        }
    }

    @Test
    void bytesOnTheWireAreCountedByPeerAndKind() throws Exception {
        int floats = 3 * 50_000;
        try (LoopbackMesh mesh = new LoopbackMesh(3, Link.NONE, TIMEOUT)) {
            List<Traffic> counted = mesh.run(group -> {
                group.allReduceSum(Arena.ofAuto().allocate(floats * 4L), Kind.DENSE);
                group.gather(Arena.ofAuto().allocate(1000), 700, 200);
                group.barrier();
                return group.traffic();
            });
            long dense = 2 * 2 * (floats * 4L / 3) + 2 * 200;
            long chunk = floats * 4L / 3;
            long pieces = 2 * 2 * Math.ceilDiv(chunk, ScheduleRun.pieceBytes(chunk, 8));
            long control = 10L * pieces + 2 * (18 + 100) + 2 * 10;
            for (Traffic traffic : counted) {
                assertThat(traffic.sent())
                        .containsEntry(Kind.DENSE, dense)
                        .containsEntry(Kind.COMPRESSED, 1400L)
                        .containsEntry(Kind.CONTROL, control);
                assertThat(traffic.received()).isEqualTo(traffic.sent());
                long byPeer = traffic.sentByPeer()[0] + traffic.sentByPeer()[1] + traffic.sentByPeer()[2];
                assertThat(byPeer).isEqualTo(dense + 1400 + control);
            }
            for (int from = 0; from < 3; from++) {
                for (int to = 0; to < 3; to++) {
                    assertThat(counted.get(from).sentByPeer()[to])
                            .isEqualTo(counted.get(to).receivedByPeer()[from]);
                }
            }
        }
    }

    @Test
    void programsOutOfStepAreNamed() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(2, Link.NONE, TIMEOUT)) {
            assertThatThrownBy(() -> mesh.run(group -> {
                        if (group.rank() == 0) {
                            group.barrier();
                        } else {
                            group.exchange(new long[1]);
                        }
                        return null;
                    }))
                    .isInstanceOf(PeerFailureException.class)
                    .hasMessageContaining("worker 1 broke the protocol: it is in exchange 1 while");
        }
    }

    private static boolean sameBits(float[] left, float[] right) {
        return MemorySegment.ofArray(left).mismatch(MemorySegment.ofArray(right)) < 0;
    }

    /** The order of the documentation: by rank when direct; around the ring, from the chunk's own node, otherwise. */
    private static float[] referenceSum(float[][] inputs) {
        int size = inputs.length;
        int length = inputs[0].length;
        Chunks chunks = new Chunks(length, size);
        float[] sum = new float[length];
        for (int chunk = 0; chunk < size; chunk++) {
            for (int i = (int) chunks.start(chunk); i < chunks.start(chunk + 1); i++) {
                int first = length * 4 <= MeshGroup.DIRECT_BYTES ? 0 : chunk;
                float total = inputs[first][i];
                for (int step = 1; step < size; step++) {
                    total += inputs[(first + step) % size][i];
                }
                sum[i] = total;
            }
        }
        return sum;
    }

    private static float[][] randomArrays(int size, int length) {
        Random random = new Random(length);
        float[][] arrays = new float[size][length];
        for (float[] array : arrays) {
            for (int i = 0; i < length; i++) {
                array[i] = (float) random.nextGaussian() * (1 << random.nextInt(20));
            }
        }
        return arrays;
    }

    private static byte[] messageOf(int rank, int scale) {
        byte[] bytes = new byte[rank * scale];
        new Random(rank).nextBytes(bytes);
        return bytes;
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static MemorySegment nativeCopy(float[] values) {
        return Arena.ofAuto()
                .allocate(Math.max(4, values.length * 4L))
                .asSlice(0, values.length * 4L)
                .copyFrom(MemorySegment.ofArray(values));
    }
}
