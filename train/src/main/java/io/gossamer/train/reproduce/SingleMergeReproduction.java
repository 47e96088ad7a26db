package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.MergedNodes.Midway;
import io.gossamer.train.reproduce.MergedNodes.Model;
import io.gossamer.train.reproduce.MergedNodes.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Single merging on images of which each of sixteen nodes sees a class mixture of its own: a trickle of gossip and one merge
 * beside no communication, constant gossip, merging in every round, dense communication early or late, and weights of one
 * node averaged over time. What a merge would give is measured after the last round of each, without applying it.
 */
public final class SingleMergeReproduction implements Reproduction {
    private static final double LEAST_GAIN = 15;
    private static final double BEHIND_FEDAVG = 7;
    private static final double BYTES_OF_FEDAVG = 0.15;
    private static final double ABOVE_SILENCE = 5;
    private static final double MOST_APART = 35;
    /** Of convolutional networks, which the bound was made for; multi-layer perceptrons need only be better. */
    private static final double LATE_ABOVE_EARLY = 2;

    @Override
    public String method() {
        return "single-merge";
    }

    @Override
    public List<Claim> run(Setting setting) {
        MergedNodes nodes = new MergedNodes(setting, Model.MLP, "0.1");
        Variant merge = nodes.train("single-merge", "single-merge");
        Variant trickle = nodes.gossip("trickle", "complete", "0.2");
        Variant silence = nodes.gossip("silence", "complete", "0");
        Variant apart = nodes.apart();
        Variant average = nodes.gossip("fedavg", "complete", "each");
        List<Claim> claims = new ArrayList<>(List.of(
                gain(nodes, merge, trickle),
                nearFedAvg(nodes, merge, average),
                trickle(nodes, trickle, silence),
                sameStart(nodes, apart, silence),
                lateBeatsEarly(nodes, 0),
                along(nodes, trickle, silence)));
        if (!setting.quick()) {
            claims.add(lateBeatsEarly(new MergedNodes(setting, Model.CNN, "0.1"), LATE_ABOVE_EARLY));
            claims.add(segments(nodes, trickle, silence, apart));
            claims.add(constantGossip(nodes, merge, average));
            List<Double> parallel = nodes.parallel();
            claims.add(rate(nodes, trickle, silence, parallel));
            claims.add(controls(nodes, merge, parallel.getLast()));
            claims.add(heterogeneity(setting, trickle));
        }
        return claims;
    }

    private static Claim gain(MergedNodes nodes, Variant merge, Variant trickle) {
        double gain = merge.merged() - trickle.local();
        return new Claim(
                "One merge lifts models far above the mean of what they are alone",
                "merged far above the mean local accuracy (curves)",
                nodes.where(),
                String.format(Locale.ROOT, "merged %.2f %%", merge.merged()),
                String.format(Locale.ROOT, "mean local model before the merge %.2f %%", trickle.local()),
                "at least " + LEAST_GAIN + " points",
                gain >= LEAST_GAIN);
    }

    private static Claim nearFedAvg(MergedNodes nodes, Variant merge, Variant average) {
        double share = merge.bytes() / average.bytes();
        return new Claim(
                "One merge comes near to merging in every round, for a small part of its bytes",
                "close to the server-based run (curves)",
                nodes.where() + "; FedAvg by ring all-reduce",
                String.format(Locale.ROOT, "%.2f %%, %.1f %% of the bytes", merge.merged(), 100 * share),
                String.format(Locale.ROOT, "FedAvg %.2f %%", average.merged()),
                "within " + BEHIND_FEDAVG + " points, at most 15 % of the bytes",
                average.merged() - merge.merged() <= BEHIND_FEDAVG && share <= BYTES_OF_FEDAVG);
    }

    private static Claim trickle(MergedNodes nodes, Variant trickle, Variant silence) {
        return new Claim(
                "A trickle of gossip keeps models mergeable",
                "r = 0 then merge: mergeability lost",
                nodes.where(),
                "r = 0.2: " + trickle.text(),
                "r = 0: " + silence.text(),
                "merged at least " + ABOVE_SILENCE + " points above",
                trickle.merged() - silence.merged() >= ABOVE_SILENCE);
    }

    private static Claim sameStart(MergedNodes nodes, Variant apart, Variant silence) {
        return new Claim(
                "Models that neither start alike nor talk cannot be merged",
                "all nodes must share a basin",
                nodes.where() + ", r = 0",
                "started apart: " + apart.text(),
                "started alike: " + silence.text(),
                "merged at most " + MOST_APART + " %",
                apart.merged() <= MOST_APART);
    }

    /** @param least so many points the mean of the models is to be better */
    private static Claim lateBeatsEarly(MergedNodes nodes, double least) {
        Variant early = nodes.gossip("early", "complete", "window(0.2,all,0.1,0.05)");
        Variant late = nodes.gossip("late", "complete", "window(0.2,all,0.9,0.05)");
        return new Claim(
                "Dense communication is worth more late than early, at equal bytes",
                "late window clearly better",
                nodes.where() + ", r = 0.2 and all in a window of 5 % of the rounds",
                String.format(Locale.ROOT, "from 90 %%: %.2f %% mean local, %.1f MB", late.local(), late.bytes() / 1e6),
                String.format(
                        Locale.ROOT, "from 10 %%: %.2f %% mean local, %.1f MB", early.local(), early.bytes() / 1e6),
                least > 0 ? "at least " + least + " points in the final mean" : "better in the final mean",
                late.local() - early.local() > least);
    }

    private static Claim along(MergedNodes nodes, Variant trickle, Variant silence) {
        boolean always = true;
        for (int i = 1; i < trickle.gains().size(); i++) {
            always &= trickle.gains().get(i) > 0;
        }
        return new Claim(
                "A merge would pay at any time of training",
                "counterfactual mergeability along training (curves)",
                nodes.where() + "; merged minus mean local accuracy in points, every sixth of the rounds",
                "r = 0.2: " + trickle.gainsText() + "; consensus error " + trickle.consensusText(),
                "r = 0: " + silence.gainsText() + "; consensus error " + silence.consensusText(),
                "above 0 after every sixth with r = 0.2",
                always);
    }

    private static Claim segments(MergedNodes nodes, Variant trickle, Variant silence, Variant apart) {
        Midway near = nodes.midway(trickle);
        Midway far = nodes.midway(apart);
        return new Claim(
                "Midway between two models that talk a little the loss is lower than between two that started apart",
                "mergeability as loss along the segment",
                nodes.where() + "; models of nodes 0 and 1, loss on the test data",
                "r = 0.2: " + near.text(),
                "r = 0: " + nodes.midway(silence).text() + "; r = 0, started apart: " + far.text(),
                "midway lower than started apart",
                near.loss() < far.loss());
    }

    private static Claim constantGossip(MergedNodes nodes, Variant merge, Variant average) {
        Variant ring = nodes.gossip("ring", "ring", "each");
        Variant exponential = nodes.gossip("exponential", "exponential", "each");
        Variant random = nodes.gossip("random", "complete", "1");
        boolean fewest = List.of(ring, exponential, random).stream().allMatch(other -> merge.bytes() < other.bytes());
        double best = List.of(ring, exponential, random).stream()
                .mapToDouble(Variant::merged)
                .max()
                .orElseThrow();
        return new Claim(
                "One merge after a trickle comes near to constant gossip, with or without a merge, for fewer bytes",
                "beside constant gossip (curves)",
                nodes.where(),
                String.format(Locale.ROOT, "merged %.2f %%, %.1f MB", merge.merged(), merge.bytes() / 1e6),
                "ring " + ring.textWithBytes() + "; exponential " + exponential.textWithBytes() + "; one at random "
                        + random.textWithBytes() + "; all " + average.textWithBytes(),
                "within " + BEHIND_FEDAVG + " points of the best merged one, fewest bytes",
                best - merge.merged() <= BEHIND_FEDAVG && fewest);
    }

    /** With steps of equal size, and as many examples in each. */
    private static Claim rate(MergedNodes nodes, Variant trickle, Variant silence, List<Double> parallel) {
        List<Double> merged = trickle.mergedAlong();
        double first = parallel.getFirst() - merged.getFirst();
        double last = parallel.getLast() - merged.getLast();
        return new Claim(
                "Merged models learn at the rate of mini-batch SGD on a batch as large as all of theirs",
                "the merged model reaches the rate of parallel SGD (theorem)",
                nodes.where() + "; accuracy after each sixth of the rounds",
                String.format(
                        Locale.ROOT,
                        "r = 0.2, merged: %s; behind by %.1f points after the first, %.1f after the last",
                        text(merged),
                        first,
                        last),
                "mini-batch SGD: " + text(parallel) + "; r = 0, merged: " + text(silence.mergedAlong()),
                "not further behind after the last sixth than after the first",
                last <= first);
    }

    private static String text(List<Double> accuracies) {
        return String.join(
                ", ",
                accuracies.stream()
                        .map(accuracy -> String.format(Locale.ROOT, "%.1f", accuracy))
                        .toList());
    }

    private static Claim controls(MergedNodes nodes, Variant merge, double parallel) {
        OneNodeAverage alone = nodes.oneNode();
        return new Claim(
                "What merging gives is not what averaging one node over time gives",
                "SWA and LAWA of one node as controls",
                nodes.where(),
                String.format(Locale.ROOT, "merged %.2f %%", merge.merged()),
                String.format(
                        Locale.ROOT,
                        "node 0 alone %.2f %%, its mean over the last half of the rounds (SWA) %.2f %%, over the last"
                                + " five (LAWA) %.2f %%; mini-batch SGD on the large batch %.2f %%",
                        alone.last(),
                        alone.stochasticWeightAverage(),
                        alone.latestWeightAverage(),
                        parallel),
                "at least " + LEAST_GAIN + " points above both averages",
                merge.merged() - Math.max(alone.stochasticWeightAverage(), alone.latestWeightAverage()) >= LEAST_GAIN);
    }

    private static Claim heterogeneity(Setting setting, Variant trickle) {
        Variant stronger = new MergedNodes(setting, Model.MLP, "0.05").gossip("trickle", "complete", "0.2");
        Variant weaker = new MergedNodes(setting, Model.MLP, "1").gossip("trickle", "complete", "0.2");
        Variant none = new MergedNodes(setting, Model.MLP, "100").gossip("trickle", "complete", "0.2");
        return new Claim(
                "The gain of a merge grows with heterogeneity",
                "grows as alpha falls (0.05 strongest)",
                new MergedNodes(setting, Model.MLP, "0.05, 0.1, 1 and 100").where() + ", r = 0.2",
                String.format(Locale.ROOT, "gain %.2f points at 0.05, %.2f at 0.1", stronger.gain(), trickle.gain()),
                String.format(Locale.ROOT, "%.2f at 1, %.2f at 100", weaker.gain(), none.gain()),
                "falls as alpha grows",
                stronger.gain() > trickle.gain() && trickle.gain() > weaker.gain() && weaker.gain() > none.gain());
    }
}
