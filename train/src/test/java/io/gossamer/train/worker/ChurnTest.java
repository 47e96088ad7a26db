package io.gossamer.train.worker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.tensor.Libtorch;
import io.gossamer.net.simulation.Outcome;
import io.gossamer.net.simulation.SimulationResult;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.run.Event;
import io.gossamer.train.worker.ElasticCluster.Deed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Methods that talk rarely, among workers of which some are killed and some come: what a merge has counted stays, on all
 * who are left.
 */
class ChurnTest {
    /** In a mesh, whose connections grow with the square. */
    private static final int WORKERS = 8;
    /** In one memory. */
    private static final int MANY = Integer.getInteger("gossamer.churn.workers", 24);
    /** Among more it takes too long that each draws whom every other one hears at random. */
    private static final int MOST_WHO_DRAW = 300;

    private static final long SEEDS = Long.getLong("gossamer.seeds", 1);
    private static final int STEPS = 18;
    private static final int PERIOD = 4;
    private static final Duration PACE = Duration.ofMillis(40);
    /** By then all have come together. */
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    /** When the first worker is killed; the others at any time afterwards. */
    private enum Moment {
        /** Half way between the end of a step's computing and that of the step, in a step that talks. */
        IN_THE_MIDST_OF_AN_EXCHANGE {
            @Override
            Duration after(List<Deed> quiet) {
                return middle(
                        quiet.get(2 * PERIOD - 2).at().plus(PACE),
                        quiet.get(2 * PERIOD - 1).at());
            }
        },
        /** Half way through what is computed after a step that talks: what it said is under way where that takes a while. */
        WHILE_IT_COMPUTES {
            @Override
            Duration after(List<Deed> quiet) {
                Duration talked = quiet.get(2 * PERIOD - 1).at();
                return middle(talked, talked.plus(PACE));
            }
        };

        /** @param quiet what a worker does in a run without losses */
        abstract Duration after(List<Deed> quiet);

        private static Duration middle(Duration from, Duration to) {
            return from.plus(to.minus(from).dividedBy(2));
        }
    }

    static Stream<String> methods() {
        return Stream.of(
                "diloco",
                "streaming-diloco",
                "localsgd",
                "co2",
                "slowmo",
                "overlap-localsgd",
                "gossip",
                "single-merge",
                "fedavg",
                "fedfix");
    }

    static Stream<String> methodsForMany() {
        return methods().filter(method -> MANY <= MOST_WHO_DRAW || !method.equals("single-merge"));
    }

    private static JobBuilder job(String method, int workers, long seed) {
        JobBuilder job = Job.builder()
                .task("digits")
                .model("logistic")
                .methods(method)
                .workers(workers)
                .link("4mbit,5ms")
                .steps(STEPS)
                .batch(8)
                .evaluateEvery(6)
                .checkpointEvery(0)
                .seed(seed)
                .set(Job.EVERY_METHOD, "learning-rate", method.endsWith("diloco") ? "0.01" : "0.1");
        return switch (method) {
            case "gossip", "single-merge" -> job.set(method, "local-steps", "2");
            case "fedavg", "fedfix" ->
                job.set(method, "clients", Integer.toString(2 * workers)).set(method, "local-steps", "2");
            default -> job.set(method, "sync-every", Integer.toString(PERIOD));
        };
    }

    /** For so many steps what a worker says may be under way. */
    private static int overlap(String method) {
        return switch (method) {
            case "co2", "overlap-localsgd" -> PERIOD;
            case "streaming-diloco" -> 1;
            default -> 0;
        };
    }

    @ParameterizedTest
    @MethodSource("methods")
    void whatWasMergedStaysAndWhoComesCountsFromTheNextMergeOn(String method) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Moment moment =
                    overlap(method) > 0 == seed % 2 > 0 ? Moment.WHILE_IT_COMPUTES : Moment.IN_THE_MIDST_OF_AN_EXCHANGE;
            requireUnharmed(job(method, WORKERS, seed).build(), moment, ElasticCluster::withTheirNetwork);
        }
    }

    /** Without codes for each: of so many workers these are what takes longest. */
    @ParameterizedTest
    @MethodSource("methodsForMany")
    void soItIsAmongMany(String method) {
        JobBuilder job = job(method, MANY, 1);
        if (method.equals("streaming-diloco")) {
            job.set(method, "codec", "f32");
        }
        requireUnharmed(job.build(), Moment.IN_THE_MIDST_OF_AN_EXCHANGE, ElasticCluster::withoutNetwork);
    }

    private void requireUnharmed(Job job, Moment moment, UnaryOperator<ElasticCluster> kind) {
        String method = job.methods().getFirst();
        ElasticCluster quiet = cluster(job, "quiet", kind);
        quiet.run().requireReturned();
        List<Deed> calm = quiet.deeds().get("worker0");
        Duration first = moment.after(calm);
        ElasticCluster churn = cluster(job, "churn", kind);
        disturb(churn, job, first, calm.getLast().at());
        SimulationResult result = churn.run();

        assertThat(result.outcomes().values())
                .as("%s", result.outcomes())
                .filteredOn(Outcome.Killed.class::isInstance)
                .hasSize(lost(job));
        requireUnbroken(churn, result);
        requireAgreement(churn);
        requireCounted(churn, overlap(method));
        requireAsBefore(calm, churn, first);
        requireLearnt(churn);
    }

    private ElasticCluster cluster(Job job, String name, UnaryOperator<ElasticCluster> kind) {
        Path place = folder.resolve(name + job.seed());
        return kind.apply(new ElasticCluster(job, place)
                .withPace(PACE)
                .withStart(START)
                .withExamples(4 * Math.max(100, job.workers())));
    }

    /** An eighth of the workers are lost, the first of them at that moment, and as many come. */
    private static void disturb(ElasticCluster cluster, Job job, Duration first, Duration end) {
        RandomStream random = RandomStream.of(job.seed(), Purpose.TEST, -1, 11, 0);
        List<String> kills = new ArrayList<>();
        for (int victim = 0; victim < lost(job); victim++) {
            Duration at = victim == 0 ? first : within(first, end, random);
            kills.add("kill worker%d at %dus".formatted(job.workers() - 1 - 2 * victim, at.toNanos() / 1000));
            cluster.withJoiner("late" + victim, within(first, end, random));
        }
        cluster.withFaults(String.join("; ", kills));
    }

    private static int lost(Job job) {
        return Math.max(2, job.workers() / 8);
    }

    private static Duration within(Duration from, Duration to, RandomStream random) {
        return from.plus(to.minus(from).multipliedBy(random.nextInt(60)).dividedBy(100));
    }

    /** Nobody does a step twice or leaves one out; who is not killed goes on to the end. */
    private static void requireUnbroken(ElasticCluster cluster, SimulationResult result) {
        cluster.deeds().forEach((name, deeds) -> {
            long from = deeds.getFirst().step();
            assertThat(from).as(name).isGreaterThanOrEqualTo(0);
            assertThat(name.startsWith("worker")).as(name).isEqualTo(from == 0);
            for (int i = 0; i < deeds.size(); i++) {
                assertThat(deeds.get(i).step()).as(name).isEqualTo(from + i);
            }
            if (!(result.outcome(name) instanceof Outcome.Killed)) {
                assertThat(result.outcome(name)).as(name).isInstanceOf(Outcome.Returned.class);
                assertThat(deeds.getLast().step()).as(name).isEqualTo(STEPS - 1);
            }
        });
    }

    /** After each step all who did it share the same, the lost ones too. */
    private static void requireAgreement(ElasticCluster cluster) {
        Map<Long, String> hashes = new HashMap<>();
        cluster.deeds()
                .forEach((name, deeds) -> deeds.forEach(deed -> assertThat(deed.hash())
                        .as("%s after step %d", name, deed.step())
                        .isEqualTo(hashes.computeIfAbsent(deed.step(), step -> deed.hash()))));
    }

    /**
     * Whoever has done a step, has counted in what all merged up to it: those who were lost later, and those who came just
     * before. What may be under way still is left out.
     */
    private static void requireCounted(ElasticCluster cluster, int overlap) {
        Map<Long, Set<Integer>> counted = countedByAll(cluster);
        for (List<Deed> other : cluster.deeds().values()) {
            int number = other.getFirst().by();
            long from = other.getFirst().step();
            long to = other.getLast().step() - overlap;
            for (long step = from; step <= to; step++) {
                assertThat(counted.get(step)).as("after step %d", step).contains(number);
            }
        }
        assertThat(cluster.deeds().keySet()).anyMatch(name -> name.startsWith("late"));
    }

    /** By step, whom all who did it have counted. */
    private static Map<Long, Set<Integer>> countedByAll(ElasticCluster cluster) {
        Map<Long, Set<List<Integer>>> told = cluster.deeds().values().stream()
                .flatMap(List::stream)
                .collect(groupingBy(Deed::step, mapping(Deed::counted, toSet())));
        Map<Long, Set<Integer>> common = new HashMap<>();
        told.forEach((step, all) -> {
            Set<Integer> counted = new HashSet<>(all.iterator().next());
            all.forEach(each -> counted.retainAll(new HashSet<>(each)));
            common.put(step, counted);
        });
        return common;
    }

    /** Up to the first loss the run is the one without any. */
    private static void requireAsBefore(List<Deed> quiet, ElasticCluster cluster, Duration first) {
        List<Deed> before = cluster.deeds().get("worker0").stream()
                .filter(deed -> deed.at().compareTo(first) < 0)
                .toList();
        assertThat(before).hasSizeGreaterThanOrEqualTo(PERIOD);
        assertThat(before)
                .extracting(Deed::hash)
                .isEqualTo(
                        quiet.subList(0, before.size()).stream().map(Deed::hash).toList());
    }

    private static void requireLearnt(ElasticCluster cluster) {
        Comparator<Event.Evaluation> inOrder = Comparator.comparing(Event.Evaluation::step);
        List<Event.Evaluation> evaluations = new ArrayList<>();
        for (String name : cluster.deeds().keySet()) {
            List<Event.Evaluation> told = cluster.events(name, Event.Evaluation.class);
            assertThat(told).as(name).isSortedAccordingTo(inOrder);
            evaluations.addAll(told);
        }
        evaluations.sort(inOrder);
        assertThat(evaluations.getFirst().step()).isZero();
        assertThat(evaluations.getLast().step()).isEqualTo(STEPS);
        assertThat(evaluations.getLast().loss())
                .isLessThan(evaluations.getFirst().loss());
    }
}
