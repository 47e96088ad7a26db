package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.arrival.ClientTimes;
import io.gossamer.train.arrival.Schedule;
import io.gossamer.train.arrival.Weighing;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asynchronous schemes on images by ten clients of different speed, all for one virtual time, and what became of them. */
final class AsynchronousRuns {
    static final int CLIENTS = 10;
    /** So many evaluations at the end count as late. */
    static final int LATE = 20;
    /** So close to each other that noise, which grows with the rate, is what ends the climb of each scheme. */
    static final List<String> RATES =
            List.of("0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5");

    private static final int EVALUATIONS = 60;
    private static final double GOOD = 0.9;

    private final Reproduction.Setting setting;
    private final int percent;
    private final TrainingData data;
    private final int time;

    /** @param percent how much less time the fastest client takes than the slowest */
    AsynchronousRuns(Reproduction.Setting setting, int percent) {
        this.setting = setting;
        this.percent = percent;
        this.data = TrainingData.images(setting);
        this.time = setting.quick() ? 15 : 150;
    }

    /** A point of a run. */
    record Point(double time, double loss, double accuracy) {}

    /**
     * What became of a scheme at a rate.
     *
     * @param courses one per seed
     * @param megabytes up, mean over seeds
     */
    record Course(String label, List<List<Point>> courses, long aggregations, double megabytes) {
        double lateLoss() {
            return Figures.mean(courses, Course::lateLoss);
        }

        private static double lateLoss(List<Point> points) {
            return late(points).mapToDouble(Point::loss).average().orElseThrow();
        }

        double lateDeviation() {
            return Figures.mean(courses, points -> {
                double centre = lateLoss(points);
                return Math.sqrt(late(points)
                        .mapToDouble(point -> (point.loss() - centre) * (point.loss() - centre))
                        .average()
                        .orElseThrow());
            });
        }

        private static Stream<Point> late(List<Point> points) {
            return points.stream().skip(Math.max(0, points.size() - LATE));
        }

        /** When it first comes to the late loss that another reaches with the same seed. */
        double timeToLateLossOf(Course other) {
            return IntStream.range(0, courses.size())
                    .mapToDouble(seed -> {
                        double loss = lateLoss(other.courses.get(seed));
                        return timeTo(courses.get(seed), point -> point.loss() <= loss);
                    })
                    .average()
                    .orElseThrow();
        }

        double timeToGood() {
            return Figures.mean(courses, points -> timeTo(points, point -> point.accuracy() >= GOOD));
        }

        private static double timeTo(List<Point> points, Predicate<Point> there) {
            return points.stream()
                    .filter(there)
                    .mapToDouble(Point::time)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY);
        }
    }

    /** Who delivers when, and with which weight. */
    record Scheme(String label, String method, Schedule schedule, List<Override> overrides) {
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

    TrainingData data() {
        return data;
    }

    /** The virtual time of a run. */
    int time() {
        return time;
    }

    /** A scheme at the rate that is best with the first seed. */
    Course best(Scheme scheme) {
        Reproduction.Setting first = setting.withFirstSeed();
        Trials search = trials(first, scheme);
        String rate = search.climb(
                scheme.label(),
                scheme.method(),
                RATES,
                outcome -> -course(first, search, scheme, outcome).lateLoss(),
                overrides(scheme));
        return at(rate, scheme);
    }

    /** A scheme at a rate. */
    Course at(String rate, Scheme scheme) {
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

    /** The losses of a scheme's last models in these runs, one for each seed. */
    List<ClientLosses> clientLosses(Scheme scheme, Course course) {
        Trials trials = trials(setting, scheme);
        return setting.seeds().stream()
                .map(seed -> {
                    RunDirectory run = trials.directory(course.label(), seed);
                    return ClientLosses.of(run.method(scheme.method()).model(), data, run.job(), CLIENTS);
                })
                .toList();
    }

    /** How much each client counts with a scheme if weights are identical. */
    double[] surrogateImportance(Scheme scheme) {
        return ClientLosses.importance(
                ArrivalPlan.of(ClientTimes.profile(CLIENTS, percent), scheme.schedule(), Weighing.IDENTICAL),
                windows(scheme.schedule()));
    }
}
