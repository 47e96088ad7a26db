package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.AsynchronousRuns.Course;
import io.gossamer.train.reproduce.AsynchronousRuns.Scheme;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A small MLP on images by ten clients of classes mixed by Dirichlet 0.1, all schemes for one virtual time, each at its own
 * best local rate of one grid, which the first seed decides. All clients hold as much and together all the data, so the
 * test set is their mixture under equal importance.
 */
final class AsynchronousImages {
    private static final double FASTER = 0.8;
    private static final double STEADIER = 0.6;
    private static final double WORSE = 1.05;
    private static final Override IDENTICAL = new Override("weights", "identical");

    private final Reproduction.Setting setting;
    private final int percent;
    private final AsynchronousRuns runs;

    /** @param percent how much less time the fastest client takes than the slowest */
    AsynchronousImages(Reproduction.Setting setting, int percent) {
        this.setting = setting;
        this.percent = percent;
        this.runs = new AsynchronousRuns(setting, percent);
    }

    List<Claim> claims() {
        Scheme async = Scheme.async("async");
        Scheme identical = Scheme.async("async-identical", IDENTICAL);
        Scheme average = Scheme.fedBuff("FedAvg", 0);
        Scheme fixed = Scheme.fedFix("FedFix-0.5", "0.5");
        Course fixedAtBest = runs.best(fixed);
        Course averageAtBest = runs.best(average);
        Course asyncAtBest = runs.best(async);
        List<Course> others = new ArrayList<>(List.of(averageAtBest, asyncAtBest, runs.best(identical)));
        if (!setting.quick()) {
            Stream.of(
                            Scheme.fedFix("FedFix-0.2", "0.2"),
                            Scheme.fedFix("FedFix-0.8", "0.8"),
                            Scheme.fedBuff("FedBuff-5", 5),
                            Scheme.fedBuff("FedBuff-5-identical", 5, IDENTICAL),
                            Scheme.fedFix("FedFix-0.5-identical", "0.5", IDENTICAL))
                    .map(runs::best)
                    .forEach(others::add);
        }
        String small = AsynchronousRuns.RATES.getFirst();
        Course slow = runs.at(small, average);
        Course slowIdentical = runs.at(small, identical);
        Course slowAsync = runs.at(small, async);
        return List.of(
                faster("", where(), fixedAtBest, averageAtBest, others),
                faster(", both with small steps", whereAt(small), runs.at(small, fixed), slow, List.of(slow)),
                sooner(fixedAtBest, averageAtBest, others),
                steadier(fixedAtBest, asyncAtBest),
                biased(small, slowIdentical, slowAsync),
                served(
                        small,
                        runs.clientLosses(identical, slowIdentical),
                        runs.clientLosses(async, slowAsync),
                        runs.surrogateImportance(identical)));
    }

    /** At one rate FedFix moves the model further in the same time; FedAvg stands larger rates. */
    private Claim faster(String how, String where, Course fixed, Course average, List<Course> others) {
        double share = fixed.timeToLateLossOf(average) / average.timeToLateLossOf(average);
        return new Claim(
                "FedFix reaches FedAvg's final loss sooner" + how,
                "FedFix-0.5 at least as fast as FedAvg (curves)",
                where,
                String.format(
                        Locale.ROOT,
                        "%s: FedAvg's late loss %.4f after %.2f of the time that FedAvg takes to it; %s",
                        fixed.label(),
                        average.lateLoss(),
                        share,
                        text(fixed)),
                String.join("; ", others.stream().map(AsynchronousImages::text).toList()),
                "at most " + FASTER + " of the time",
                share <= FASTER);
    }

    private Claim sooner(Course fixed, Course average, List<Course> others) {
        double share = fixed.timeToGood() / average.timeToGood();
        return new Claim(
                "FedFix is accurate sooner than FedAvg",
                "FedFix-0.5 at least as fast as FedAvg (curves)",
                where(),
                String.format(
                        Locale.ROOT,
                        "%s: 90 %% %s, %.2f of the time that FedAvg takes",
                        fixed.label(),
                        time(fixed.timeToGood()),
                        share),
                String.join(
                        "; ",
                        others.stream()
                                .map(other -> other.label() + ": " + time(other.timeToGood()))
                                .toList()),
                "at most " + FASTER + " of the time",
                share <= FASTER);
    }

    private Claim steadier(Course fixed, Course async) {
        return new Claim(
                "FedFix varies less than asynchronous FedAvg",
                "less variance than asynchronous FedAvg (curves)",
                where(),
                deviation(fixed),
                deviation(async),
                "standard deviation of the last " + AsynchronousRuns.LATE + " losses at most " + STEADIER
                        + " of asynchronous FedAvg's",
                fixed.lateDeviation() <= STEADIER * async.lateDeviation());
    }

    /** With large steps noise decides, with small ones the bias: both take the same small ones. */
    private Claim biased(String rate, Course identical, Course async) {
        return new Claim(
                "Identical weights leave asynchronous FedAvg with a worse loss of the federation",
                "biased to fast clients with heterogeneous data (theorem and curves)",
                whereAt(rate),
                text(async),
                text(identical),
                "late loss with identical weights at least 5 % above",
                identical.lateLoss() >= WORSE * async.lateLoss());
    }

    /** Each is the better one for whom its weights count: of the surrogate, or of the federation. */
    private Claim served(String rate, List<ClientLosses> surrogate, List<ClientLosses> federation, double[] counts) {
        boolean holds = Figures.mean(surrogate, losses -> losses.mean(counts))
                        < Figures.mean(federation, losses -> losses.mean(counts))
                && Figures.mean(federation, ClientLosses::mean) < Figures.mean(surrogate, ClientLosses::mean);
        return new Claim(
                "Identical weights serve those who deliver often",
                "the fixed point minimises the sum of q_i L_i (theorem)",
                whereAt(rate) + "; losses on the clients' own data, of the last model",
                text("async", federation, counts),
                text("async-identical", surrogate, counts),
                "each is lower by its own importance: unbiased by p_i, identical by q_i",
                holds);
    }

    private static String text(String scheme, List<ClientLosses> seeds, double[] counts) {
        return String.format(
                Locale.ROOT,
                "%s: mean over clients %.4f, deviation %.4f, by q_i %.4f",
                scheme,
                Figures.mean(seeds, ClientLosses::mean),
                Figures.mean(seeds, ClientLosses::deviation),
                Figures.mean(seeds, losses -> losses.mean(counts)));
    }

    private static String deviation(Course course) {
        return String.format(Locale.ROOT, "%s %.4f", course.label(), course.lateDeviation());
    }

    private static String text(Course course) {
        return String.format(
                Locale.ROOT,
                "%s loss %.4f, 90 %% %s, %d aggregations, %.0f MB up",
                course.label(),
                course.lateLoss(),
                time(course.timeToGood()),
                course.aggregations(),
                course.megabytes());
    }

    private static String time(double time) {
        return Double.isFinite(time) ? String.format(Locale.ROOT, "at %.1f", time) : "never";
    }

    private String whereAt(String rate) {
        return where() + "; here both at " + rate;
    }

    private String where() {
        return String.format(
                Locale.ROOT,
                "MLP 784-64-10 on %s, %d clients, Dirichlet 0.1, F-%d, K 10, batch 64, virtual time %d, the best of the"
                        + " local rates %s with the first seed, reached from the middle one, both ways, by steps to a better one;"
                        + " losses are means of the last %d evaluations; seeds %s",
                runs.data().label(),
                AsynchronousRuns.CLIENTS,
                percent,
                runs.time(),
                AsynchronousRuns.RATES,
                AsynchronousRuns.LATE,
                setting.seeds());
    }
}
