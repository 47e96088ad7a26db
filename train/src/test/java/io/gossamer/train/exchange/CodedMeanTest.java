package io.gossamer.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.codec.Codecs;
import io.gossamer.codec.memory.ErrorFeedback;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Votes;
import io.gossamer.codec.sparse.SparseVector;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.train.cluster.SimulatedGroup;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodedMeanTest {
    private static final FlatLayout LAYOUT =
            FlatLayout.of(List.of("weight", "bias"), List.of(new long[] {40, 50}, new long[] {40}));

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** Error feedback that no codec may keep. */
    private record Guarded(Memory memory) implements Memory {
        @Override
        public MemorySegment compensate(int tensor, MemorySegment gradient) {
            return memory.compensate(tensor, gradient);
        }

        @Override
        public void sent(int tensor, SparseVector chosen) {
            memory.sent(tensor, chosen);
        }

        @Override
        public void sent(int tensor, MemorySegment decoded) {
            memory.sent(tensor, decoded);
        }

        @Override
        public void visitState(StateVisitor visitor) {
            memory.visitState(visitor);
        }
    }

    private static float[] meansOverCalls(String codec, CodedMean.MemoryFactory memory) {
        float[][] last = new float[3][];
        SimulatedGroup.of(3)
                .run(group -> {
                    try (FlatTensors x = FlatTensors.zeros(LAYOUT);
                            CodedMean exchange = new CodedMean(
                                    group, LAYOUT, 1, Allocation.matrices(step -> Codecs.parse(codec)), memory)) {
                        for (int call = 0; call < 5; call++) {
                            for (int tensor = 0; tensor < 2; tensor++) {
                                RandomStream.of(1, Purpose.TEST, group.rank(), call, tensor)
                                        .fillNormal(x.memory(tensor), 0, 1);
                            }
                            exchange.mean(x, call, Votes.NONE);
                        }
                        last[group.rank()] = x.memory(0).toArray(ValueLayout.JAVA_FLOAT);
                    }
                })
                .requireReturned();
        assertThat(last[1]).containsExactly(last[0]);
        assertThat(last[2]).containsExactly(last[0]);
        return last[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk(0.05)+f16", "topk(0.05)+u4", "sign", "u4", "dgc(0.05)+f32"})
    void errorFeedbackWithinTheCodecGivesTheSameBits(String codec) {
        float[] within = meansOverCalls(codec, ErrorFeedback::new);
        float[] apart = meansOverCalls(codec, (arena, counts) -> new Guarded(new ErrorFeedback(arena, counts)));
        assertThat(within).containsExactly(apart);
    }
}
