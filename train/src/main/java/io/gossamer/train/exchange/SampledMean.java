package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.schedule.NodeSample;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The mean of what a sample of the nodes say, by way of a server: every node speaks for itself, with a memory of its own.
 * The others say nothing, whatever their tensors hold, keep their memory as it is, and hear the mean like all.
 */
public final class SampledMean implements Exchange {
    private final Group group;
    private final NodeSample participation;
    private final Arena arena = Arena.ofShared();
    private final Memory memory;
    private final ServerMean server;

    /**
     * @param up codec of the nodes
     * @param memory what a node keeps of what was not said
     * @param down codec of the server's answer; empty for float32
     * @param serverMemory what the server keeps likewise
     */
    public SampledMean(
            Group group,
            FlatLayout layout,
            long seed,
            NodeSample participation,
            Codec up,
            CodedMean.MemoryFactory memory,
            Optional<Codec> down,
            CodedMean.MemoryFactory serverMemory) {
        this.group = group;
        this.participation = participation;
        this.memory = memory.create(
                arena,
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray());
        this.server = new ServerMean(group, layout, seed, up, down, serverMemory);
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        return server.mean(tensors, step, votes, participation.of(step), rank -> rank, new Voice(tensors));
    }

    private final class Voice implements ServerMean.Speaker {
        private final FlatTensors own;

        Voice(FlatTensors own) {
            this.own = own;
        }

        @Override
        public void say(int speaker, FlatTensors said) {
            for (int tensor = 0; tensor < said.layout().entries().size(); tensor++) {
                MemorySegment compensated = memory.compensate(tensor, own.memory(tensor));
                said.memory(tensor).copyFrom(compensated);
            }
        }

        @Override
        public void heard(int speaker, FlatTensors decoded, long bytes) {
            for (int tensor = 0; tensor < decoded.layout().entries().size(); tensor++) {
                memory.sent(tensor, decoded.memory(tensor));
            }
        }
    }

    @Override
    public void measure(ErrorMeter meter) {
        server.measure(meter);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        memory.visitState(visitor.scope("memory"));
        server.visitState(visitor);
    }

    @Override
    public void close() {
        server.close();
        arena.close();
    }
}
