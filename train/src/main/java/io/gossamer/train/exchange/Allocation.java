package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.net.collective.Group;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Which codec each tensor gets at each step. All nodes must answer alike. One that learns from what is said is told of it
 * by {@link #observe} and may agree with the others in {@link #settle}.
 */
@FunctionalInterface
public interface Allocation extends Stateful {
    /** The codec of a tensor; empty if it travels dense, as float32. */
    Optional<Codec> codec(int tensor, FlatLayout.Entry entry, long step);

    /** Whether it wants to be shown what is said in a step. */
    default boolean observes(long step) {
        return false;
    }

    /** Shows what this node is about to say of a tensor that is compressed, what its memory kept included. */
    default void observe(int tensor, MemorySegment said, long step) {}

    /** Ends a step, on all nodes alike; here they may talk. */
    default void settle(Group group, long step) throws InterruptedException {}

    @Override
    default void visitState(StateVisitor visitor) {}

    /** One codec for all tensors. */
    static Allocation everything(LongFunction<Codec> codecAt) {
        return (tensor, entry, step) -> Optional.of(codecAt.apply(step));
    }

    /**
     * Compresses tensors of two or more dimensions and leaves biases and normalisation vectors dense: they are few bytes
     * and suffer most. Source: the official code of Deep Gradient Compression.
     */
    static Allocation matrices(LongFunction<Codec> codecAt) {
        return (tensor, entry, step) -> isMatrix(entry) ? Optional.of(codecAt.apply(step)) : Optional.empty();
    }

    /** Whether a tensor has two or more dimensions. */
    static boolean isMatrix(FlatLayout.Entry entry) {
        return entry.shape().length >= 2;
    }

    /** This allocation with everything dense before step {@code first}. */
    default Allocation from(long first) {
        Allocation later = this;
        return new Allocation() {
            @Override
            public Optional<Codec> codec(int tensor, FlatLayout.Entry entry, long step) {
                return step < first ? Optional.empty() : later.codec(tensor, entry, step);
            }

            @Override
            public boolean observes(long step) {
                return later.observes(step);
            }

            @Override
            public void observe(int tensor, MemorySegment said, long step) {
                later.observe(tensor, said, step);
            }

            @Override
            public void settle(Group group, long step) throws InterruptedException {
                later.settle(group, step);
            }

            @Override
            public void visitState(StateVisitor visitor) {
                later.visitState(visitor);
            }
        };
    }
}
