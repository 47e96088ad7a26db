package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A small MLP on images by ten clients of classes mixed by Dirichlet 0.1, all schemes for one virtual time, each at its own
 * best local rate of one grid, which the first seed decides. All clients hold as much and together all the data, so the
 * test set is their mixture under equal importance.
 */
final class AsynchronousImages {
    private static final int CLIENTS = 10;
    private static final int EVALUATIONS = 60;
    private static final int LATE = 20;
    private static final double FASTER = 0.8;
    private static final double STEADIER = 0.6;
    private static final double WORSE = 1.05;
    private static final double GOOD = 0.9;
    private static final Override IDENTICAL = new Override("weights", "identical");
    /** So close to each other that noise, which grows with the rate, is what ends the climb of each scheme. */
    private static final List<String> RATES =
            List.of("0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5");

    private final Reproduction.Setting setting;
    private final int percent;
    private final TrainingData data;
    private final int time;

    /** @param percent how much less time the fastest client takes than the slowest */
    AsynchronousImages(Reproduction.Setting setting, int percent) {
        this.setting = setting;
        this.percent = percent;
        this.data = TrainingData.images(setting);
        this.time = setting.quick() ? 15 : 150;
    }

    /** A point of a run. */
    private record Point(double time, double loss, double accuracy) {}

    /**
     * What became of a scheme at its best rate.
     *
     * @param courses one per seed
     * @param megabytes up, mean over seeds
     */
    private record Course(String label, List<List<Point>> courses, long aggregations, double megabytes) {
        double mean(ToDoubleFunction<List<Point>> figure) {
            return courses.stream().mapToDouble(figure).average().orElseThrow();
        }

        double lateLoss() {
            return mean(
                    points -> late(points).mapToDouble(Point::loss).average().orElseThrow());
        }

        double lateDeviation() {
            return mean(points -> {
                double centre = late(points).mapToDouble(Point::loss).average().orElseThrow();
                return Math.sqrt(late(points)
                        .mapToDouble(point -> (point.loss() - centre) * (point.loss() - centre))
                        .average()
                        .orElseThrow());
            });
        }

        private static Stream<Point> late(List<Point> points) {
            return points.stream().skip(Math.max(0, points.size() - LATE));
        }

        double timeToLoss(double loss) {
            return mean(points -> points.stream()
                    .filter(point -> point.loss() <= loss)
                    .mapToDouble(Point::time)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY));
        }

        double timeToGood() {
            return mean(points -> points.stream()
                    .filter(point -> point.accuracy() >= GOOD)
                    .mapToDouble(Point::time)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY));
        }
    }

    /** Who delivers when, and with which weight. */
    private record Scheme(String label, String method, Schedule schedule, List<Override> overrides) {
        static Scheme fedBuff(String label, int buffer, Override... overrides) {
            return new Scheme(
                    label,
                    "fedbuff",
                    new Schedule.FirstArrivals(buffer),
                    with(new Override("buffer", Integer.toString(buffer)), overrides));
        }

        static Scheme fedFix(String label, String window, Override... overrides) {
            return new Scheme(
                    label,
                    "fedfix",
                    new Schedule.Ticks(Double.parseDouble(window)),
                    with(new Override("window", window), overrides));
        }

        static Scheme async(String label, Override... overrides) {
            return new Scheme(label, "fedasync", new Schedule.FirstArrivals(1), List.of(overrides));
        }

        private static List<Override> with(Override first, Override... more) {
            return Stream.concat(Stream.of(first), Stream.of(more)).toList();
        }
    }

    List<Claim> claims() {
        Scheme async = Scheme.async("async");
        Scheme identical = Scheme.async("async-identical", IDENTICAL);
        Scheme average = Scheme.fedBuff("FedAvg", 0);
        Scheme fixed = Scheme.fedFix("FedFix-0.5", "0.5");
        Course fixedAtBest = best(fixed);
        Course averageAtBest = best(average);
        Course asyncAtBest = best(async);
        List<Course> others = new ArrayList<>(List.of(averageAtBest, asyncAtBest, best(identical)));
        if (!setting.quick()) {
            Stream.of(
                            Scheme.fedFix("FedFix-0.2", "0.2"),
                            Scheme.fedFix("FedFix-0.8", "0.8"),
                            Scheme.fedBuff("FedBuff-5", 5),
                            Scheme.fedBuff("FedBuff-5-identical", 5, IDENTICAL),
                            Scheme.fedFix("FedFix-0.5-identical", "0.5", IDENTICAL))
                    .map(this::best)
                    .forEach(others::add);
        }
        String small = RATES.getFirst();
        Course slow = at(small, average);
        return List.of(
                faster("", where(), fixedAtBest, averageAtBest, others),
                faster(", both with small steps", whereAt(small), at(small, fixed), slow, List.of(slow)),
                sooner(fixedAtBest, averageAtBest, others),
                steadier(fixedAtBest, asyncAtBest),
                biased(small, at(small, identical), at(small, async)));
    }

    private Course best(Scheme scheme) {
        Reproduction.Setting first = setting.withFirstSeed();
        Trials search = trials(first, scheme);
        String rate = search.climb(
                        scheme.label(),
                        scheme.method(),
                        RATES,
                        outcome -> -course(first, search, scheme, outcome).lateLoss(),
                        overrides(scheme))
                .rate();
        return at(rate, scheme);
    }

    private Course at(String rate, Scheme scheme) {
        Trials trials = trials(setting, scheme);
        return course(setting, trials, scheme, trials.runAt(rate, scheme.label(), scheme.method(), overrides(scheme)));
    }

    private Trials trials(Reproduction.Setting with, Scheme scheme) {
        long windows = windows(scheme.schedule());
        return new Trials(
                with,
                "fedfix-F" + percent,
                () -> data.job("mlp:64", windows, 64)
                        .workers(1)
                        .sharding("dirichlet(0.1)")
                        .evaluateEvery(Math.max(1, windows / EVALUATIONS)));
    }

    private Override[] overrides(Scheme scheme) {
        Stream<Override> shared = Stream.of(
                new Override("clients", Integer.toString(CLIENTS)),
                new Override("speed-gap", Integer.toString(percent)));
        return Stream.concat(shared, scheme.overrides().stream()).toArray(Override[]::new);
    }

    /** How many aggregations there are in the time of a run. */
    private long windows(Schedule schedule) {
        Arrivals arrivals =
                new Arrivals(ArrivalPlan.of(ClientTimes.profile(CLIENTS, percent), schedule, Weighing.IDENTICAL));
        long count = 0;
        while (arrivals.next().time() <= time + 1e-9) {
            count++;
        }
        return count;
    }

    private Course course(Reproduction.Setting with, Trials trials, Scheme scheme, Outcome outcome) {
        List<List<Point>> courses = with.seeds().stream()
                .map(seed -> points(trials.events(outcome.label(), scheme.method(), seed)))
                .toList();
        double up = outcome.mean(result -> result.clients().orElseThrow().up().total());
        return new Course(outcome.label(), courses, windows(scheme.schedule()), up / 1e6);
    }

    private static List<Point> points(List<Event> events) {
        List<Point> points = new ArrayList<>();
        Event.Evaluation last = null;
        for (Event event : events) {
            if (event instanceof Event.Evaluation evaluation) {
                last = evaluation;
            } else if (event instanceof Event.Stood stood && last != null) {
                points.add(new Point(stood.standing().time(), last.loss(), last.accuracy()));
            }
        }
        return points;
    }

    /** At one rate FedFix moves the model further in the same time; FedAvg stands larger rates. */
    private Claim faster(String how, String where, Course fixed, Course average, List<Course> others) {
        double target = average.lateLoss();
        double share = fixed.timeToLoss(target) / average.timeToLoss(target);
        return new Claim(
                "FedFix reaches FedAvg's final loss sooner" + how,
                "FedFix-0.5 at least as fast as FedAvg (curves)",
                where,
                String.format(
                        Locale.ROOT,
                        "%s: FedAvg's late loss %.4f after %.2f of the time that FedAvg takes to it; %s",
                        fixed.label(),
                        target,
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
                "standard deviation of the last " + LATE + " losses at most " + STEADIER + " of asynchronous FedAvg's",
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
                        + " local rates %s with the first seed, reached from the middle one by steps to a better one;"
                        + " losses are means of the last %d evaluations; seeds %s",
                data.label(),
                CLIENTS,
                percent,
                time,
                RATES,
                LATE,
                setting.seeds());
    }
}
