package io.gossamer.generate.learning;

import io.gossamer.core.state.StateHash;
import io.gossamer.generate.cluster.Partition;
import io.gossamer.generate.data.Examples;
import io.gossamer.generate.flow.FlowMatching;
import io.gossamer.generate.flow.Prediction;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Architecture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Decentralised training at the compute of one model: K experts of the same architecture take as many steps as the
 * monolith, each with a K-th of its batch, and what the router takes is added to the monolith's steps. Source: McAllister et
 * al., "Decentralized Diffusion Models" (CVPR 2025, arXiv 2501.05450), section 4.
 *
 * @param architecture of an expert and of the monolith
 * @param router the architecture of a router by its number of clusters
 * @param regimen the monolith's, without the router's share
 * @param routerRegimen the router's
 * @param seed decides everything, with the examples
 * @param folder where each network's training keeps what it has come to, and so goes on if it is killed; empty if it is short
 */
public record DecentralizedPlan(
        Architecture architecture,
        IntFunction<Architecture> router,
        Regimen regimen,
        Regimen routerRegimen,
        long seed,
        Optional<Path> folder) {
    /** Draws of the router are those of a node that no expert is. */
    private static final int ROUTER_NODE = -1;
    /** Floating-point operations for each parameter and example: two forward, four backward. */
    private static final double OPERATIONS = 6;

    /** A plan whose trainings keep nothing. */
    public DecentralizedPlan(
            Architecture architecture,
            IntFunction<Architecture> router,
            Regimen regimen,
            Regimen routerRegimen,
            long seed) {
        this(architecture, router, regimen, routerRegimen, seed, Optional.empty());
    }

    /** The same, with files in another folder. */
    public DecentralizedPlan keptIn(Path other) {
        return new DecentralizedPlan(architecture, router, regimen, routerRegimen, seed, Optional.of(other));
    }

    private Optional<Keeper> keeper(String name, Examples examples, Object... more) {
        return folder.map(in -> Keeper.of(
                in.resolve(name + ".safetensors"), examples, String.join(" ", name, Arrays.deepToString(more))));
    }

    /** Trains one expert from the examples of its cluster alone: what a machine does by itself. */
    public FlatTensors expert(Examples examples, Partition partition, int cluster) {
        Examples part = partition.part(examples, cluster);
        Regimen own = regimen.of(Math.max(1, regimen.batch() / partition.clusters()), regimen.steps());
        return FlowTraining.expert(
                architecture, part, own, seed, cluster, keeper("expert-" + cluster, part, architecture, own, seed));
    }

    /** Trains the router, which alone sees noisy examples of every cluster, with their conditions. */
    public FlatTensors router(Examples examples, Partition partition) {
        Architecture one = router.apply(partition.clusters());
        int[] assignment = partition.assignment();
        Regimen own = partition.clusters() == 1 ? routerRegimen.of(routerRegimen.batch(), 1) : routerRegimen;
        return FlowTraining.router(
                one,
                examples,
                assignment,
                own,
                seed,
                ROUTER_NODE,
                keeper("router", examples, one, own, seed, assignment));
    }

    /** All of it, one after another; with one cluster there is nothing to route. */
    public DecentralizedModel decentralized(Examples examples, Partition partition) {
        return new DecentralizedModel(
                this,
                IntStream.range(0, partition.clusters())
                        .mapToObj(k -> expert(examples, partition, k))
                        .toList(),
                router(examples, partition));
    }

    /** One model on all data, of as many operations as the experts and the router of so many clusters together. */
    public FlatTensors monolith(Examples examples, int clusters) {
        Regimen own = regimen.of(regimen.batch(), monolithSteps(clusters));
        return FlowTraining.expert(
                architecture, examples, own, seed, 0, keeper("monolith", examples, architecture, own, seed));
    }

    /**
     * One dense model that learns what a decentralised one says, from the experts of known clusters; its draws are those of a
     * node after theirs.
     */
    public FlatTensors student(Examples examples, Partition partition, DecentralizedModel model, long steps) {
        Regimen own = regimen.of(regimen.batch(), steps);
        int[] assignment = partition.assignment();
        List<String> teachers = model.experts().stream().map(StateHash::of).toList();
        return FlowTraining.student(
                architecture,
                examples,
                new FlowTraining.Teachers(model.teachers(), assignment),
                own,
                seed,
                partition.clusters(),
                keeper("student", examples, architecture, own, seed, assignment, teachers));
    }

    /** The monolith's steps, the router's share included. */
    public long monolithSteps(int clusters) {
        double ofStep = OPERATIONS * elements(architecture) * regimen.batch();
        return regimen.steps() + Math.round(routerOperations(clusters) / ofStep);
    }

    /** Floating-point operations of training the router; none where there is nothing to route. */
    public double routerOperations(int clusters) {
        return clusters == 1
                ? 0
                : OPERATIONS * elements(router.apply(clusters)) * routerRegimen.batch() * routerRegimen.steps();
    }

    /** What the networks predict. */
    Prediction prediction() {
        return regimen.matching().target();
    }

    FlowMatching matching() {
        return regimen.matching();
    }

    /** Number of parameters. */
    public static long elements(Architecture architecture) {
        return architecture.parameters().stream()
                .mapToLong(spec -> {
                    long count = 1;
                    for (long size : spec.shape()) {
                        count *= size;
                    }
                    return count;
                })
                .sum();
    }
}
