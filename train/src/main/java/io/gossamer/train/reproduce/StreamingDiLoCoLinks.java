package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.simulate.MethodCost;
import io.gossamer.train.transcript.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What Streaming DiLoCo and its forms take on links of several rates, by simulation, beside DiLoCo and data-parallel AdamW. */
final class StreamingDiLoCoLinks {
    private static final String STREAMING = "streaming-diloco";
    private static final int PERIOD = 48;
    private static final int FRAGMENTS = 3;
    /** How many of the fragments are a layer each. */
    private static final int EQUAL = 2;

    private static final double BLOCKING = 0.05;
    private static final double PEAK = 1.3;
    private static final double SMALLER = 7;

    private static final Override SELDOM = new Override("sync-every", Integer.toString(PERIOD));
    private static final Override PARTS = new Override("fragments", Integer.toString(FRAGMENTS));
    private static final Override FLOAT32 = new Override("codec", "f32");

    private StreamingDiLoCoLinks() {}

    static List<Claim> claims(Reproduction.Setting setting) {
        TrainingData data = TrainingData.text(setting);
        long steps = 2L * PERIOD;
        LinkSweep sweep = new LinkSweep(setting, () -> data.job("gpt", steps, 8), Duration.ofMillis(100));
        List<String> names = List.of("data-parallel", "diloco", "streaming", "+overlap", "+4 bit");
        List<Transcript> said = List.of(
                sweep.listen("allreduce", new Override("optimizer", "adamw")),
                sweep.listen("diloco", SELDOM),
                sweep.listen(
                        STREAMING, SELDOM, PARTS, new Override("overlap", "0"), new Override("mixing", "0"), FLOAT32),
                sweep.listen(STREAMING, SELDOM, PARTS, FLOAT32),
                sweep.listen(STREAMING, SELDOM, PARTS));
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
                PERIOD,
                FRAGMENTS);
        double[] largest =
                costs.get(1).stream().mapToDouble(LinkSweep::largestExchange).toArray();
        double peak = largest[2] / largest[1];
        double smaller = largest[3] / largest[4];
        return List.of(
                new Claim(
                        "On a thin link it computes most of the time",
                        "utilisation streaming+overlap+4 bit > streaming+overlap > DiLoCo > data-parallel",
                        where + ", 20 Mbit/s",
                        shares(names, busy),
                        "each other",
                        "in that order, and blocking streaming within 5 % of DiLoCo",
                        busy[4] > busy[3]
                                && busy[3] > busy[1]
                                && busy[1] > busy[0]
                                && Math.abs(busy[2] - busy[1]) <= BLOCKING * busy[1]),
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
                                PEAK / EQUAL,
                                EQUAL),
                        peak <= PEAK / EQUAL),
                new Claim(
                        "Four bits make a fragment's exchange an eighth",
                        "4 bits in place of 32",
                        where + "; what a node sends in the step in which it sends most",
                        String.format(
                                Locale.ROOT,
                                "%.2f times smaller: %.1f kB by scatter-reduce and all-gather, both in 4 bits",
                                smaller,
                                largest[4] / 1e3),
                        String.format(
                                Locale.ROOT, "%.1f kB by all-reduce in float32, overlapped as well", largest[3] / 1e3),
                        "at least " + SMALLER + " times smaller",
                        smaller >= SMALLER),
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
