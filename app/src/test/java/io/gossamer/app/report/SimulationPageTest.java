package io.gossamer.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.app.result.FleetTable;
import io.gossamer.train.simulate.FleetResult;
import io.gossamer.train.simulate.Journey;
import io.gossamer.train.simulate.MethodCost;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SimulationPageTest {
    private static final Pattern REFERENCE =
            Pattern.compile("(?i)(src|href|action|data)\\s*=\\s*[\"']?[a-z]*:?//|url\\(|@import|<link|<iframe|<img");

    /** Of 1,000 nodes, of which node i is idle for i of 2,000 seconds. */
    private static MethodCost cost(String method, int steps) {
        double[] idle = IntStream.range(0, 1000).asDoubleStream().toArray();
        double[] computing = Arrays.stream(idle).map(own -> 2000 - own).toArray();
        long[] bytes = IntStream.range(0, 1000).mapToLong(node -> 5000 + node).toArray();
        double[] course = IntStream.rangeClosed(1, steps)
                .mapToDouble(step -> 2000.0 * step / steps)
                .toArray();
        return new MethodCost(
                method,
                Map.of("density", "0.01"),
                steps,
                2000,
                5499.5,
                5999,
                0.75,
                0.1,
                0.25,
                1998L * steps,
                5000,
                List.of(new Journey("all-reduce", "tree", steps, 1998L * steps, 7_000_000)),
                new MethodCost.Course(course, course),
                new MethodCost.NodeFigures(computing, idle, bytes, bytes));
    }

    private static FleetResult result(String model, MethodCost... costs) {
        return new FleetResult(
                "digits",
                model,
                1000,
                "20mbit,10ms",
                1,
                100,
                0.05,
                true,
                0.2,
                "freeze node3 for 1s",
                "auto",
                List.of(costs));
    }

    private static JsonNode curves(String page) {
        String start = "<script type=\"application/json\" id=\"curves\">";
        int from = page.indexOf(start) + start.length();
        return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    @Test
    void showsTheFiguresOfEveryMethodAndWhichWayTheyWent() {
        FleetResult result = result("lenet", cost("allreduce", 100), cost("dgc", 100));
        String page = SimulationPage.html(result, Map.of("not counted", "coding"));
        assertThat(page)
                .contains("1,000 nodes", "allreduce", "dgc", "tree", "1,998", "20mbit,10ms", "not counted", "density")
                .contains("freeze node3 for 1s")
                .contains(Html.escape(FleetTable.sentence(result)))
                .doesNotContain("{{");
    }

    @Test
    void asksNoServerForAnything() {
        String page = SimulationPage.html(result("lenet", cost("allreduce", 3)), Map.of());
        assertThat(REFERENCE.matcher(page).results().map(m -> m.group())).isEmpty();
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void thinsLongCurvesAndKeepsTheirEnds() {
        JsonNode curve = curves(SimulationPage.html(result("lenet", cost("allreduce", 5000)), Map.of()))
                .get(0);
        assertThat(curve.get("steps").size())
                .isLessThan(1000)
                .isEqualTo(curve.get("seconds").size());
        assertThat(curve.get("steps").get(curve.get("steps").size() - 1).asInt())
                .isEqualTo(5000);
        int last = curve.get("share").size() - 1;
        assertThat(curve.get("share").get(last).asDouble()).isEqualTo(1);
        assertThat(curve.get("idle").get(last).asDouble()).isEqualTo(999.0 / 2000);
        assertThat(curve.get("sent").get(last).asDouble()).isEqualTo(5999);
    }

    @Test
    void textFromARunCannotBecomeMarkup() {
        String hostile = "</script><script>alert('x')</script>";
        assertThat(SimulationPage.html(result(hostile, cost(hostile, 3)), Map.of(hostile, hostile)))
                .doesNotContain(hostile)
                .contains(Html.escape(hostile));
    }

    @Test
    void theTableNamesTheWay() {
        assertThat(FleetTable.text(result("lenet", cost("allreduce", 100))))
                .containsSubsequence("allreduce", "20.0 s", "55 B", "all-reduce", "tree", "100", "1,998", "70.0 kB");
    }
}
