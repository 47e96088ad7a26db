package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.simulate.MethodCost;
import io.gossamer.train.transcript.Transcript;
import java.time.Duration;
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
    private static final double PEAK = 1.3;
    private static final double BLOCKING = 0.05;
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
        claims.addAll(links(setting));
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
                        "Of these, a factor of the period is due to fragments that are said once in it",
                        "H of H 16 / 4",
                        where,
                        String.format(
                                Locale.ROOT, "%s in float32, with the first seed: 1/%.1f", overlapped.label(), 1 / plainShare),
                        parallel.label() + " AdamW in float32, with the first seed",
                        String.format(Locale.ROOT, "at most 1/%.1f: %.1f / %d", 1 / plainBound, VOLUME, period),
                        plainShare <= plainBound));
    }

    private static double bytesInSteps(MethodResult result) {
        return result.bytesPerStep().steady().total();
    }

    private static List<Claim> links(Setting setting) {
        TrainingData data = TrainingData.text(setting);
        int period = 48;
        int fragments = 3;
        int equal = 2;
        Duration pass = Duration.ofMillis(100);
        long steps = 2L * period;
        LinkSweep sweep = new LinkSweep(setting, () -> data.job("gpt", steps, 8), pass);
        Override[] seldom = {new Override("sync-every", Integer.toString(period))};
        Override[] parts = with(seldom, new Override("fragments", Integer.toString(fragments)));
        List<String> names = List.of("data-parallel", DILOCO, "streaming", "+overlap", "+4 bit");
        List<Transcript> said = List.of(
                sweep.listen("allreduce", new Override("optimizer", "adamw")),
                sweep.listen(DILOCO, seldom),
                sweep.listen(STREAMING, with(parts, NO_OVERLAP, NO_MIXING, FLOAT32)),
                sweep.listen(STREAMING, with(parts, FLOAT32)),
                sweep.listen(STREAMING, parts));
        List<String> rates = List.of("10mbit", "20mbit", "100mbit", "1gbit");
        List<List<MethodCost>> costs = rates.stream()
                .map(rate -> said.stream()
                        .map(transcript -> sweep.over(rate + ",10ms", transcript))
                        .toList())
                .toList();
        double[] busy =
                costs.get(1).stream().mapToDouble(MethodCost::computingShare).toArray();
        String where = String.format(
                Locale.ROOT,
                "simulated: what 4 workers with the GPT of 0.24 M parameters say, %d steps of 0.1 s, exchange every %d, %d"
                        + " fragments, 1 step of overlap, 10 ms",
                steps,
                period,
                fragments);
        double[] largest = costs.get(1).stream()
                .mapToDouble(LinkSweep::largestExchange)
                .toArray();
        double peak = largest[2] / largest[1];
        double smaller = largest[3] / largest[4];
        return List.of(
                new Claim(
                        "On a thin link it computes most of the time",
                        "utilisation streaming+overlap+4 bit > streaming+overlap > DiLoCo > data-parallel",
                        where + ", 20 Mbit/s",
                        shares(names, busy),
                        "each other",
                        "in that order, and blocking streaming within 5 points of DiLoCo",
                        busy[4] > busy[3]
                                && busy[3] > busy[1]
                                && busy[1] > busy[0]
                                && Math.abs(busy[2] - busy[1]) <= BLOCKING),
                new Claim(
                        "A fragment's exchange is a fraction of the model's",
                        "peak bandwidth 8 times less with 8 fragments",
                        where + "; what a node sends in the step in which it sends most",
                        String.format(Locale.ROOT, "%.3f of DiLoCo's, both all-reduces in float32", peak),
                        "DiLoCo",
                        String.format(
                                Locale.ROOT,
                                "at most %.3f: 1.3 / %d, for so many equal fragments and a small one of what belongs to no"
                                        + " layer",
                                PEAK / equal,
                                equal),
                        peak <= PEAK / equal),
                new Claim(
                        "Four bits make a fragment's exchange as much smaller again",
                        "4 bits in place of 32",
                        where + "; what a node sends in the step in which it sends most",
                        String.format(
                                Locale.ROOT,
                                "%.2f times smaller: %.1f kB by scatter-reduce and all-gather, both in 4 bits",
                                smaller,
                                largest[4] / 1e3),
                        String.format(Locale.ROOT, "%.1f kB by all-reduce in float32, overlapped as well", largest[3] / 1e3),
                        "at least " + FEWER_BYTES + " times smaller",
                        smaller >= FEWER_BYTES),
                new Claim(
                        "The thinner the link, the more it saves",
                        "109 hours against 0.88 at 1 Gbit/s (1B, 25B tokens)",
                        where,
                        ratios(rates, costs),
                        "data-parallel AdamW",
                        "never slower, and faster by more on each thinner link",
                        falls(costs)));
    }

    private static String shares(List<String> names, double[] busy) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < busy.length; i++) {
            texts.add(String.format(Locale.ROOT, "%s %.1f %%", names.get(i), 100 * busy[i]));
        }
        return String.join("; ", texts);
    }

    private static double ratio(List<MethodCost> costs) {
        return costs.getFirst().seconds() / costs.getLast().seconds();
    }

    private static String ratios(List<String> rates, List<List<MethodCost>> costs) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            texts.add(String.format(Locale.ROOT, "%s/s: %.2f times faster", rates.get(i), ratio(costs.get(i))));
        }
        return String.join("; ", texts);
    }

    private static boolean falls(List<List<MethodCost>> costs) {
        boolean falls = ratio(costs.getLast()) >= 1;
        for (int i = 1; i < costs.size(); i++) {
            falls &= ratio(costs.get(i - 1)) > ratio(costs.get(i));
        }
        return falls;
    }
}
