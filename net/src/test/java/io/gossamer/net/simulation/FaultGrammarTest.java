package io.gossamer.net.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.unit.Bandwidth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Faults as text. */
class FaultGrammarTest {
    private static final List<String> NODES = List.of("a", "worker-0", "host.example:7", "at", "for_1");

    private static final String EVERYTHING = """
            kill a at 1s; poweroff a at 1s; restart a at 1.5s; join worker-0 at 2m
            freeze c for 500ms at 1s; slow d x4 at 2s; slow d x0.25 for 1s at 3s
            skew e +50ms; skew e -2s; drift e 1e-4; drift e -0.001 at 5s;
            partition a,b | c for 2s at 4s; oneway a -> b,c for 1s at 2s
            delay a 100ms; delay a|b 100ms for 2s at 1s; delay a->b 100ms at 1s for 2s
            throttle a 1mbit at 1s; lose a,b | c 12.5% for 1s at 2s; reorder a 10% by 30ms for 1s at 9s
            """;

    @Test
    void everySentenceIsRead() {
        Duration second = Duration.ofSeconds(1);
        Duration none = Duration.ZERO;
        assertThat(FaultSchedule.parse("kill worker2 at 3s; restart worker2 at 5s")
                        .faults())
                .containsExactly(
                        new Fault.Kill(Duration.ofSeconds(3), "worker2"),
                        new Fault.Restart(Duration.ofSeconds(5), "worker2"));
        assertThat(one("poweroff a at 1s")).isEqualTo(new Fault.PowerLoss(second, "a"));
        assertThat(one("join a at 1s")).isEqualTo(new Fault.Join(second, "a"));
        assertThat(one("freeze c for 500ms at 1s")).isEqualTo(new Fault.Freeze(second, "c", Duration.ofMillis(500)));
        assertThat(one("slow d x4 at 1s")).isEqualTo(new Fault.Slowdown(second, "d", 4));
        assertThat(one("skew e -50ms")).isEqualTo(new Fault.Skew(none, "e", Duration.ofMillis(-50)));
        assertThat(one("drift e 1e-4")).isEqualTo(new Fault.Drift(none, "e", 1e-4));
        assertThat(one("partition a,b | c for 1s at 1s"))
                .isEqualTo(new Fault.Partition(second, Set.of("a", "b"), Set.of("c"), second));
        assertThat(one("oneway a -> b at 1s"))
                .isEqualTo(new Fault.OneWayPartition(second, Set.of("a"), Set.of("b"), Fault.FOREVER));
        assertThat(one("delay a->b 1s at 1s"))
                .isEqualTo(new Fault.Delay(second, Route.oneWay("a", "b"), second, Fault.FOREVER));
        assertThat(one("throttle a | b 1mbit"))
                .isEqualTo(new Fault.Throttle(none, Route.between("a", "b"), new Bandwidth(1e6), Fault.FOREVER));
        assertThat(one("lose a 12.5% for 1s")).isEqualTo(new Fault.Loss(none, Route.of("a"), 0.125, second));
        assertThat(one("reorder a 10% by 1s for 1s"))
                .isEqualTo(new Fault.Reordering(none, Route.of("a"), 0.1, second, second));
    }

    @Test
    void theFormsInTheHelpAreThoseThatAreRead() {
        assertThat(FaultSchedule.forms()).allSatisfy(form -> {
            String example = form.replaceAll("[\\[\\]]", "")
                    .replace("NODE,...", "a,b")
                    .replace("NODE", "a")
                    .replace("ROUTE", "a | b")
                    .replace("xFACTOR", "x2")
                    .replace("SHARE", "5")
                    .replace("TIME", "1s");
            String rated = example.replace("RATE", example.startsWith("drift") ? "1e-5" : "1mbit");
            assertThat(one(rated)).isNotNull();
        });
    }

    @Test
    void whatIsPrintedIsReadBack() {
        FaultSchedule schedule = FaultSchedule.parse(EVERYTHING);
        assertThat(schedule.faults()).hasSize(19);
        assertThat(FaultSchedule.parse(schedule.toString())).isEqualTo(schedule);
        assertThat(FaultSchedule.parse("").faults()).isEmpty();
        assertThat(FaultSchedule.NONE).hasToString("");
    }

    @Property(tries = 300)
    void randomSchedulesAreReadBack(@ForAll long seed, @ForAll @LongRange(min = 1) long horizon) {
        FaultSchedule.Mix mix = FaultSchedule.Mix.NONE;
        for (FaultSchedule.Kind kind : FaultSchedule.Kind.values()) {
            mix = mix.with(kind, 2);
        }
        FaultSchedule schedule = FaultSchedule.random(seed, NODES, Duration.ofNanos(horizon), mix);
        assertThat(schedule.faults()).hasSizeGreaterThanOrEqualTo(19);
        assertThat(FaultSchedule.parse(schedule.toString())).isEqualTo(schedule);
    }

    @Property(tries = 300)
    void numbersAreReadBackExactly(@ForAll long seed, @ForAll @IntRange(min = 0) int nanos) {
        RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 0, 0);
        double factor = Math.pow(10, 40 * random.nextDouble() - 20);
        double share = Fault.Loss.LARGEST * random.nextDouble();
        double drift = random.nextDouble() - 0.5;
        double rate = Math.pow(10, 18 * random.nextDouble());
        Duration time = Duration.ofNanos(nanos);
        FaultSchedule schedule = FaultSchedule.of(
                new Fault.Slowdown(time, "a", factor, time),
                new Fault.Loss(time, Route.of("a"), share, Fault.FOREVER),
                new Fault.Reordering(time, Route.oneWay("a", "b"), share, time, time),
                new Fault.Drift(time, "a", drift),
                new Fault.Throttle(time, Route.between("a", "b"), new Bandwidth(rate), time));
        assertThat(FaultSchedule.parse(schedule.toString())).isEqualTo(schedule);
    }

    @Test
    void whatIsWrongIsNamedAndTheFormIsShown() {
        refused("kill worker2 att 3s", "'att'", "kill NODE at TIME");
        refused("kill a; murder b at 1s", "'murder'", "kill, poweroff");
        refused("kill", "ends too early", "kill NODE at TIME");
        refused("kill a at 3", "'3' is not a duration", "units");
        refused("kill a for 1s", "'for'", "kill NODE");
        refused("kill a at 1s at 2s", "'at'", "kill NODE");
        refused("kill a/b at 1s", "'a/b'", "kill NODE");
        refused("slow a 4 at 1s", "'4'", "xFACTOR");
        refused("slow a x0", "slowdown by 0", "above zero");
        refused("lose a 0.1", "'0.1'", "SHARE%");
        refused("lose a 95%", "cannot lose 0.95", "90%");
        refused("reorder a 10% 30ms", "'30ms'", "by TIME");
        refused("partition a, | b", "'|'", "partition NODE");
        refused("partition a", "ends too early", "partition NODE");
        refused("oneway a | b", "'|'", "->");
        refused("skew a 50ms", "'50ms'", "+TIME");
        refused("skew a -1s at 1s", "cannot go back", "set it back at 0s");
        refused("drift a 1", "drift by 1", "-0.5 to 0.5");
    }

    private static void refused(String text, String problem, String hint) {
        assertThatThrownBy(() -> FaultSchedule.parse(text)).isInstanceOfSatisfying(GossamerException.class, e -> {
            assertThat(e).hasMessageContaining(problem);
            assertThat(e.hint()).contains(hint);
        });
    }

    @Test
    void mutatedTextIsReadOrRefused() {
        MutationFuzzer.of(
                        bytes -> {
                            FaultSchedule schedule = FaultSchedule.parse(new String(bytes, StandardCharsets.UTF_8));
                            assertThat(FaultSchedule.parse(schedule.toString())).isEqualTo(schedule);
                        },
                        List.of(EVERYTHING.getBytes(StandardCharsets.UTF_8)))
                .allowing(GossamerException.class)
                .iterations(Integer.getInteger("gossamer.fuzz.iterations", 4_000))
                .run();
    }

    private static Fault one(String text) {
        return FaultSchedule.parse(text).faults().getFirst();
    }
}
