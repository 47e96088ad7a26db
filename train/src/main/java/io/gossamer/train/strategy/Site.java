package io.gossamer.train.strategy;

import io.gossamer.core.failure.DivergedException;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.network.Network;
import io.gossamer.net.collective.Group;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.Note;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;

/**
 * Where a learner works: one node with its network, its share of the data and its place among the others.
 *
 * @param share the node's training data
 * @param shares deals the training data anew among so many learners
 * @param seed of the run
 * @param notes told what a method decides during the run
 * @param folder of the method's run, where a learner may keep files of its own beside the checkpoints; all nodes of one
 *     machine have the same
 * @param meter measures what this node says
 * @param layout where what this node says stands in its buffer: the network's parameters, or a part of them
 */
public record Site(
        Network network,
        Share share,
        IntFunction<List<Share>> shares,
        Group group,
        long seed,
        Consumer<Note> notes,
        Path folder,
        ErrorMeter meter,
        FlatLayout layout) {
    /** Where a node says all of the network's parameters. */
    public Site(
            Network network,
            Share share,
            IntFunction<List<Share>> shares,
            Group group,
            long seed,
            Consumer<Note> notes,
            Path folder,
            ErrorMeter meter) {
        this(
                network,
                share,
                shares,
                group,
                seed,
                notes,
                folder,
                meter,
                network.parameters().layout());
    }

    /** The same place, where a node says a part of the parameters. */
    public Site of(FlatLayout part) {
        return new Site(network, share, shares, group, seed, notes, folder, meter, part);
    }

    /** The same place with random draws of its own, for a second exchange beside the first. */
    public Site withSeed(long other) {
        return new Site(network, share, shares, group, other, notes, folder, meter, layout);
    }

    /**
     * Fills the network's gradients with those of batch {@code number}.
     *
     * @return the mean loss of the batch
     * @throws DivergedException if the loss is not finite
     */
    public double gradient(long number) {
        return gradient("worker", group.rank(), share, number);
    }

    /**
     * The same for one of several learners who take turns with the network.
     *
     * @param kind what the learner is called in messages
     * @param learner its number, the key of the network's random draws
     * @param share its data
     */
    public double gradient(String kind, int learner, Share share, long number) {
        double loss;
        try (PointerScope scope = new PointerScope()) {
            loss = network.forwardBackward(share.batches().apply(number), seed, learner, number);
        }
        if (!Double.isFinite(loss)) {
            throw new DivergedException(
                    "The loss of " + kind + " " + learner + " is " + loss + " at step " + number,
                    "Lower --learning-rate, or set --clip if the method has it.");
        }
        return loss;
    }
}
