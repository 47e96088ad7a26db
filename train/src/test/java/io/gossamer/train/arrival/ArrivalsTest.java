package io.gossamer.train.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.core.failure.GossamerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalsTest {
    private static final Schedule SYNCHRONOUS = new Schedule.FirstArrivals(0);
    private static final Schedule ASYNCHRONOUS = new Schedule.FirstArrivals(1);

    private static ArrivalPlan plan(int clients, double percent, Schedule schedule) {
        return ArrivalPlan.of(ClientTimes.profile(clients, percent), schedule, Weighing.UNBIASED);
    }

    private static List<Window> windows(ArrivalPlan plan, int count) {
        Arrivals arrivals = new Arrivals(plan);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(arrivals.next());
        }
        return windows;
    }

    /** The weight with which each client enters its first window. */
    private static double[] firstWeights(ArrivalPlan plan) {
        double[] weights = new double[plan.times().clients()];
        for (Window window : windows(plan, 100).reversed()) {
            for (int place = 0; place < window.clients().length; place++) {
                weights[window.clients()[place]] = window.weights()[place];
            }
        }
        return weights;
    }

    /** The weights of one period, which begins once the state of remaining times has repeated. */
    private record Period(long windows, double[] weights) {
        /** @param unit of the clock in which all remaining times are whole */
        static Period of(ArrivalPlan plan, double unit) {
            Arrivals arrivals = new Arrivals(plan);
            Set<List<Long>> seen = new HashSet<>();
            List<Long> first = state(arrivals, unit);
            while (seen.add(first)) {
                arrivals.next();
                first = state(arrivals, unit);
            }
            double from = arrivals.standing().time();
            double[] weights = new double[plan.times().clients()];
            long windows = 0;
            double last;
            do {
                Window window = arrivals.next();
                for (int place = 0; place < window.clients().length; place++) {
                    weights[window.clients()[place]] += window.weights()[place];
                }
                windows++;
                last = window.time();
            } while (!state(arrivals, unit).equals(first));
            // Ticks at which nothing arrives are windows, too.
            return new Period(
                    plan.schedule() instanceof Schedule.Ticks ticks
                            ? Math.round((last - from) / ticks.interval())
                            : windows,
                    weights);
        }

        private static List<Long> state(Arrivals arrivals, double unit) {
            return Arrays.stream(arrivals.remaining())
                    .mapToObj(left -> {
                        assertThat(left / unit).isCloseTo(Math.rint(left / unit), within(1e-6));
                        return Math.round(left / unit);
                    })
                    .toList();
        }
    }

    @Test
    void theProfileAndItsWeightsAreThoseOfThePaper() {
        assertThat(ClientTimes.profile(4, 80).means())
                .containsExactly(new double[] {1, 0.733333, 0.466667, 0.2}, within(1e-6));
        assertThat(ClientTimes.profile(1, 80).means()).containsExactly(1);
        assertThat(firstWeights(plan(4, 80, new Schedule.Ticks(0.5)))).containsExactly(0.5, 0.5, 0.25, 0.25);
        assertThat(firstWeights(plan(4, 80, ASYNCHRONOUS)))
                .containsExactly(new double[] {2.376623, 1.742857, 1.109091, 0.475325}, within(1e-6));
        assertThat(firstWeights(plan(4, 80, SYNCHRONOUS))).containsExactly(0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void clientsOfFedFixDeliverAtEveryTickThatTheirTimeRoundsUpTo() {
        List<Window> windows = windows(plan(4, 80, new Schedule.Ticks(0.5)), 4);
        assertThat(windows.stream().map(Window::clients).toList())
                .containsExactly(new int[] {2, 3}, new int[] {0, 1, 2, 3}, new int[] {2, 3}, new int[] {0, 1, 2, 3});
        assertThat(windows.stream().mapToDouble(Window::time).toArray()).containsExactly(0.5, 1, 1.5, 2);
    }

    static Stream<Arguments> plansAndUnits() {
        // F-80 of four clients is 15, 11, 7 and 3 fifteenths, that of ten 45, 41, ... 9 of 45.
        Stream<Schedule> buffers = IntStream.rangeClosed(0, 4).mapToObj(Schedule.FirstArrivals::new);
        Stream<Schedule> ticks = DoubleStream.of(0.1, 0.15, 0.2, 0.5, 0.8, 1).mapToObj(Schedule.Ticks::new);
        return Stream.of(
                        buffers.map(schedule -> Arguments.of(4, schedule, 1.0 / 15)),
                        ticks.map(schedule -> Arguments.of(4, schedule, 1.0)),
                        Stream.of(Arguments.of(10, new Schedule.FirstArrivals(5), 1.0 / 45)),
                        Stream.of(Arguments.of(10, new Schedule.Ticks(0.5), 1.0)))
                .flatMap(arguments -> arguments);
    }

    @ParameterizedTest
    @MethodSource("plansAndUnits")
    void overAPeriodTheWeightsOfEachClientAreItsImportanceInEachWindow(int clients, Schedule schedule, double unit) {
        Period period = Period.of(plan(clients, 80, schedule), unit);
        double[] fair = new double[clients];
        Arrays.fill(fair, (double) period.windows() / clients);
        assertThat(period.weights()).containsExactly(fair, within(1e-9));
    }

    @Test
    void thePeriodsAreThoseOfTheTimes() {
        // All four return together after 1155 fifteenths; at ticks of 0.2 they take 5, 4, 3 and 1.
        assertThat(Period.of(plan(4, 80, ASYNCHRONOUS), 1.0 / 15).windows()).isEqualTo(77 + 105 + 165 + 385);
        assertThat(Period.of(plan(4, 80, new Schedule.Ticks(0.2)), 1).windows()).isEqualTo(60);
        assertThat(Period.of(plan(4, 80, new Schedule.Ticks(0.5)), 1).windows()).isEqualTo(2);
        assertThat(Period.of(plan(4, 80, SYNCHRONOUS), 1.0 / 15).windows()).isEqualTo(1);
    }

    @Property(tries = 50)
    void tickOfTheSlowestABufferOfAllAndEqualTimesAreSynchronous(
            @ForAll @IntRange(min = 1, max = 30) int clients, @ForAll @IntRange(min = 0, max = 99) int percent) {
        List<Window> synchronous = windows(plan(clients, percent, SYNCHRONOUS), 20);
        assertThat(windows(plan(clients, percent, new Schedule.Ticks(1)), 20))
                .usingRecursiveComparison()
                .isEqualTo(synchronous);
        assertThat(windows(plan(clients, percent, new Schedule.FirstArrivals(clients)), 20))
                .usingRecursiveComparison()
                .isEqualTo(synchronous);
        assertThat(windows(plan(clients, 0, new Schedule.Ticks(1)), 20))
                .usingRecursiveComparison()
                .isEqualTo(windows(plan(clients, 0, SYNCHRONOUS), 20));
        assertThat(synchronous).allSatisfy(window -> {
            assertThat(Arrays.stream(window.factors())).allMatch(factor -> factor == 1);
            assertThat(Arrays.stream(window.staleness())).allMatch(age -> age == 0);
        });
    }

    @Property(tries = 50)
    void stalenessOfFedFixStaysBelowTheTicksOfAClient(
            @ForAll @IntRange(min = 1, max = 12) int clients,
            @ForAll @IntRange(min = 0, max = 95) int percent,
            @ForAll @IntRange(min = 1, max = 12) int tenths) {
        Schedule.Ticks ticks = new Schedule.Ticks(tenths / 10.0);
        ArrivalPlan plan = plan(clients, percent, ticks);
        double[] times = plan.times().means();
        for (Window window : windows(plan, 60)) {
            for (int place = 0; place < window.clients().length; place++) {
                assertThat(window.staleness()[place]).isLessThan(ticks.ticks(times[window.clients()[place]]));
            }
        }
    }

    @Test
    void equalTimesAreInTheOrderOfTheClients() {
        List<Window> windows = windows(plan(3, 0, ASYNCHRONOUS), 6);
        assertThat(windows.stream().map(Window::clients).toList())
                .containsExactly(
                        new int[] {0}, new int[] {1}, new int[] {2}, new int[] {0}, new int[] {1}, new int[] {2});
        assertThat(windows.stream().mapToDouble(Window::time).toArray()).containsExactly(1, 1, 1, 2, 2, 2);
    }

    @Test
    void numbersOfAggregationsInATimeAreThoseOfThePaper() {
        assertThat(aggregations(SYNCHRONOUS)).isEqualTo(100);
        assertThat(aggregations(new Schedule.Ticks(0.5))).isEqualTo(200);
        double perTime = ClientTimes.profile(10, 80).totalRate();
        assertThat((double) aggregations(ASYNCHRONOUS)).isCloseTo(100 * perTime, within(10.0));
    }

    private static long aggregations(Schedule schedule) {
        Arrivals arrivals = new Arrivals(plan(10, 80, schedule));
        long count = 0;
        while (arrivals.next().time() <= 100 + 1e-9) {
            count++;
        }
        return count;
    }

    @Test
    void countedRatesMakeUpForNoiseSamplingAndLosses() {
        ClientTimes times = ClientTimes.profile(5, 80).noisy(0.5, 7);
        for (Schedule schedule : List.of(SYNCHRONOUS, ASYNCHRONOUS, new Schedule.Ticks(0.4))) {
            ArrivalPlan plan = new ArrivalPlan(times, schedule, Weighing.UNBIASED, 3, 0.2, 0, 7);
            Arrivals arrivals = new Arrivals(plan);
            double[] sums = new double[5];
            double windows = 0;
            double before = 0;
            for (int i = 0; i < 20_000; i++) {
                Window window = arrivals.next();
                for (int place = 0; place < window.clients().length; place++) {
                    sums[window.clients()[place]] += window.weights()[place];
                }
                windows += schedule instanceof Schedule.Ticks ? Math.round((window.time() - before) / 0.4) : 1;
                before = window.time();
                assertThat(window.starting().length).isLessThanOrEqualTo(3);
            }
            double fair = windows / 5;
            // Windows of an asynchronous schedule in which the only arrival is lost do not occur: the next one is
            // awaited.
            assertThat(sums).containsExactly(new double[] {fair, fair, fair, fair, fair}, within(0.05 * fair));
        }
    }

    @Test
    void discountsFallWithStaleness() {
        ArrivalPlan plan = new ArrivalPlan(ClientTimes.profile(4, 80), ASYNCHRONOUS, Weighing.IDENTICAL, 4, 0, 0.5, 0);
        for (Window window : windows(plan, 50)) {
            assertThat(window.weights()[0]).isCloseTo(1 / Math.sqrt(1 + window.staleness()[0]), within(1e-12));
        }
    }

    @Test
    void skippingLeadsToTheSameWindows() {
        ArrivalPlan plan = new ArrivalPlan(
                ClientTimes.profile(6, 90).noisy(0.3, 3), ASYNCHRONOUS, Weighing.UNBIASED, 4, 0.1, 0.5, 3);
        Arrivals skipped = new Arrivals(plan);
        skipped.skipTo(40);
        assertThat(skipped.next())
                .usingRecursiveComparison()
                .isEqualTo(windows(plan, 41).getLast());
        assertThat(skipped.standing().aggregations()).isEqualTo(41);
    }

    @Test
    void namesWhatIsImpossible() {
        ClientTimes times = ClientTimes.profile(3, 80);
        assertThatThrownBy(() -> ArrivalPlan.of(times, new Schedule.FirstArrivals(4), Weighing.UNBIASED))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("4 contributions of 3 clients");
        assertThatThrownBy(() -> new ArrivalPlan(times, ASYNCHRONOUS, Weighing.UNBIASED, 4, 0, 0, 0))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("4 of 3 clients");
        assertThatThrownBy(() -> new Schedule.Ticks(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientTimes.profile(3, 150)).isInstanceOf(IllegalArgumentException.class);
    }
}
