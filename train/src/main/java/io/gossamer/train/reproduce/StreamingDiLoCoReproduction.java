package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Streaming DiLoCo beside data-parallel AdamW, DiLoCo and its own forms without overlap and in float32: a small MLP on
 * images and, unless quick, the small GPT on text; what they take on links of several rates by simulation; the table of link
 * rates of the paper.
 */
public final class StreamingDiLoCoReproduction implements Reproduction {
    private static final String STREAMING = "streaming-diloco";
    private static final String DILOCO = "diloco";
    private static final int EXAMPLES = 1347;
    private static final double TEXT_FACTOR = 1.02;
    private static final double CODE_FACTOR = 1.25;
    private static final double FEWER_BYTES = 7;
    private static final double VOLUME = 1.1;
    private static final int BITS_PER_CODE = 8;

    private static final Override FLOAT32 = new Override("codec", "f32");
    private static final Override NO_OVERLAP = new Override("overlap", "0");
    private static final Override NO_MIXING = new Override("mixing", "0");

    @java.lang.Override
    public String method() {
        return STREAMING;
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(images(setting));
        if (!setting.quick()) {
            claims.addAll(text(setting));
        }
        claims.addAll(StreamingDiLoCoLinks.claims(setting));
        claims.add(BandwidthTable.claim());
        return claims;
    }

    private static Override[] with(Override[] shared, Override... more) {
        return Stream.concat(Stream.of(shared), Stream.of(more)).toArray(Override[]::new);
    }

    private static List<Claim> images(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = setting.quick() ? 240 : 600;
        Supplier<JobBuilder> job = () -> data.job("mlp:64-64", steps, 16)
                .examples(EXAMPLES)
                .set(Job.EVERY_METHOD, "learning-rate", "2e-3")
                .set(Job.EVERY_METHOD, "learning-rate-decay", "constant");
        Trials trials = new Trials(setting, "images", job);
        Override[] seldom = {new Override("sync-every", "20")};
        Override[] fragments = with(seldom, new Override("fragments", "3"));
        Override late = new Override("overlap", "2");
        Outcome parallel = trials.run("data-parallel", "allreduce", new Override("optimizer", "adamw"));
        Outcome diloco = trials.run(DILOCO, DILOCO, seldom);
        Outcome streaming = trials.run("streaming", STREAMING, with(fragments, NO_OVERLAP, NO_MIXING, FLOAT32));
        Outcome overlapped = trials.run("overlapped", STREAMING, with(fragments, late, FLOAT32));
        Outcome coded = trials.run("4-bit", STREAMING, with(fragments, late));
        List<Outcome> others = new ArrayList<>(List.of(parallel, diloco, streaming, overlapped));
        if (!setting.quick()) {
            others.add(trials.run("localsgd", "localsgd", with(seldom, new Override("optimizer", "adamw"))));
            others.add(trials.run(
                    "alone",
                    "localsgd",
                    new Override("sync-every", Long.toString(steps)),
                    new Override("optimizer", "adamw")));
        }
        String where = String.format(
                Locale.ROOT,
                "MLP 784-64-64-10 on %d images of %s, 4 workers of batch 16, AdamW 2e-3, %d steps, exchange every 20, 3"
                        + " fragments, 2 steps of overlap, mixing 0.5, seeds %s",
                EXAMPLES,
                data.label(),
                steps,
                setting.seeds());
        String beside = String.join(
                "; ", others.stream().map(StreamingDiLoCoReproduction::loss).toList());
        double fewer = overlapped.bytes() / coded.bytes();
        return List.of(
                new Claim(
                        "Four bits cost nothing",
                        "loss unchanged by E3M0 differences (section 4.4)",
                        where,
                        loss(coded),
                        beside,
                        "training loss at most " + CODE_FACTOR + " times that of the same in float32",
                        coded.trainingLoss() <= CODE_FACTOR * overlapped.trainingLoss()),
                new Claim(
                        "Four bits are an eighth of the bytes",
                        "4 bits in place of 32",
                        where,
                        String.format(Locale.ROOT, "%.2f times fewer", fewer),
                        "the same in float32",
                        "at least " + FEWER_BYTES + " times fewer",
                        fewer >= FEWER_BYTES));
    }

    private static String loss(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s training loss %.4f, %.2f %%",
                outcome.label(),
                outcome.trainingLoss(),
                outcome.accuracy());
    }

    /** In runs so long that data-parallel training gains little more: what talks rarely learns slower at first. */
    private static List<Claim> text(Setting setting) {
        TrainingData data = TrainingData.text(setting);
        long steps = 2500;
        int batch = 32;
        int period = 21;
        Supplier<JobBuilder> job = () -> data.job("gpt", steps, batch).set(Job.EVERY_METHOD, "learning-rate", "4e-3");
        Trials trials = new Trials(setting, "text", job);
        Trials once = new Trials(setting.withFirstSeed(), "text", job);
        Override[] seldom = {new Override("sync-every", Integer.toString(period))};
        Override[] fragments = with(seldom, new Override("fragments", "3"));
        Outcome coded = trials.run("4-bit", STREAMING, fragments);
        Outcome parallel = trials.run("data-parallel", "allreduce", new Override("optimizer", "adamw"));
        Outcome diloco = once.run(DILOCO, DILOCO, seldom);
        Outcome streaming = once.run("streaming", STREAMING, with(fragments, NO_OVERLAP, NO_MIXING, FLOAT32));
        Outcome overlapped = once.run("overlapped", STREAMING, with(fragments, FLOAT32));
        String where = String.format(
                Locale.ROOT,
                "GPT of 0.24 M parameters on %s, 4 workers of batch %d, %d steps of AdamW at 4e-3, exchange every %d, 3"
                        + " fragments, 1 step of overlap, mixing 0.5, seeds %s",
                data.label(),
                batch,
                steps,
                period,
                setting.seeds());
        double share = coded.mean(StreamingDiLoCoReproduction::bytesInSteps)
                / parallel.mean(StreamingDiLoCoReproduction::bytesInSteps);
        double bound = VOLUME / (BITS_PER_CODE * period);
        double plainShare = bytesInSteps(overlapped.results().getFirst())
                / bytesInSteps(parallel.results().getFirst());
        double plainBound = VOLUME / period;
        return List.of(
                new Claim(
                        "As good as data-parallel training on as many tokens",
                        "loss 2.66 against 2.67 (1B on Dolma, 25B tokens)",
                        where,
                        coded.lossText(),
                        parallel.lossText() + "; with the first seed "
                                + String.join(
                                        "; ",
                                        Stream.of(diloco, streaming, overlapped)
                                                .map(Outcome::lossText)
                                                .toList()),
                        "test loss at most " + TEXT_FACTOR + " times data-parallel training's",
                        coded.loss() <= TEXT_FACTOR * parallel.loss()),
                new Claim(
                        "Hundreds of times fewer bytes",
                        "400 times fewer: H 16 / 4",
                        where,
                        String.format(Locale.ROOT, "1/%.0f of the bytes", 1 / share),
                        "data-parallel AdamW in float32",
                        String.format(Locale.ROOT, "at most 1/%.0f", 1 / bound),
                        share <= bound),
                new Claim(
                        "A factor of the period comes of saying each fragment once in it",
                        "H of H 16 / 4",
                        where,
                        String.format(
                                Locale.ROOT,
                                "%s in float32, with the first seed: 1/%.1f of the bytes",
                                overlapped.label(),
                                1 / plainShare),
                        parallel.label() + " AdamW in float32, with the first seed",
                        String.format(Locale.ROOT, "at most 1/%.1f: %.1f / %d", 1 / plainBound, VOLUME, period),
                        plainShare <= plainBound));
    }

    private static double bytesInSteps(MethodResult result) {
        return result.bytesPerStep().steady().total();
    }
}
