package io.gossamer.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.app.report.ReportData.Course;
import io.gossamer.app.result.Headline;
import io.gossamer.train.arrival.Standing;
import io.gossamer.train.exchange.Said;
import io.gossamer.train.exchange.Spoken;
import io.gossamer.train.run.Event;
import io.gossamer.train.run.Event.Evaluation;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.MethodResult.Clients;
import io.gossamer.train.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportPageTest {
    private static final Clients.Spread NOTHING = new Clients.Spread(0, 0, 0, 0);

    private static final Pattern REFERENCE =
            Pattern.compile("(?i)(src|href|action|data)\\s*=\\s*[\"']?[a-z]*:?//|url\\(|@import|<link|<iframe|<img");

    @Test
    void showsTheFiguresOfEveryMethod() {
        ReportData data = SyntheticJob.data();
        String page = ReportPage.html(data);

        assertThat(page).contains(Html.escape(Headline.of(data.job()).title()));
        assertThat(page).contains("106 MB").contains("20mbit,10ms").contains("2.10.0-1.5.13");
        data.job().runs().forEach(run -> assertThat(page).contains(run.method()));
        assertThat(page).doesNotContain("{{").contains("ab".repeat(32));
    }

    @Test
    void asksNoServerForAnything() {
        String page = ReportPage.html(SyntheticJob.data());

        assertThat(REFERENCE.matcher(page).results().map(m -> m.group())).isEmpty();
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void carriesTheCurvesAsData() {
        JsonNode curves = curves(SyntheticJob.data("allreduce", "dgc"));

        assertThat(curves.size()).isEqualTo(2);
        assertThat(curves.get(1).get("method").asString()).isEqualTo("dgc");
        assertThat(curves.get(1).get("bytes").get(1).asDouble()).isEqualTo(20 * 3_200.0);
        assertThat(curves.get(1).get("bits").get(0).isNull()).isTrue();
        assertThat(curves.get(1).get("bits").get(1).asDouble()).isCloseTo(3_200.0 * 8 / 44_426, within(1e-9));
        assertThat(curves.get(0).get("accuracy").size())
                .isEqualTo(curves.get(0).get("steps").size());
    }

    @Test
    void showsWhichExchangesWereHiddenBehindComputing() {
        String page = ReportPage.html(SyntheticJob.data("diloco", "streaming-diloco"));

        // 400 steps of 9 ms hidden, 2 ms sent and 1 ms waited for; the bar begins where computing has 2 ms a step.
        assertThat(page)
                .contains("streaming-diloco communicated 4.80 s, of which 75.00 % hidden behind computing.")
                .contains("exchange hidden behind computing")
                .contains("compute 4.40 s · send 800 ms · wait 400 ms · hidden 3.60 s");
        assertThat(Pattern.compile("class=\"segment hidden\" style=\"margin-left:11.765%;width:52.941%\"")
                        .matcher(page)
                        .results())
                .hasSize(1);
    }

    @Test
    void whereEverythingIsWaitedForNothingIsHidden() {
        assertThat(ReportPage.html(SyntheticJob.data("allreduce", "diloco")))
                .contains("Where the time went")
                .doesNotContain("hidden behind")
                .doesNotContain("segment hidden");
    }

    private static JsonNode curves(ReportData data) {
        String page = ReportPage.html(data);
        String start = "<script type=\"application/json\" id=\"curves\">";
        int from = page.indexOf(start) + start.length();
        return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    @Test
    void virtualTimeStandsBesideTheStepsWhereARunHasOne() {
        ReportData honest = SyntheticJob.data("allreduce", "diloco");
        List<Evaluation> evaluations = honest.courses().getFirst().evaluations();
        List<Event.Stood> stood = List.of(
                new Event.Stood(0, 0, new Standing(0, 0, 0, 0, 0)),
                new Event.Stood(0, 40, new Standing(40, 10.5, 60, 0.5, 3)));
        ReportData data = new ReportData(
                honest.job(),
                List.of(
                        new Course(evaluations, stood, List.of()),
                        honest.courses().get(1)),
                honest.parameters(),
                Map.of());

        JsonNode with = curves(data).get(0).get("virtualTime");
        assertThat(with.size()).isEqualTo(evaluations.size());
        assertThat(with.get(0).asDouble()).isZero();
        assertThat(with.get(1).isNull()).isTrue();
        assertThat(with.get(2).asDouble()).isEqualTo(10.5);
        assertThat(curves(data).get(1).get("virtualTime")).allMatch(JsonNode::isNull);
        assertThat(ReportPage.html(data))
                .contains("column: 'virtualTime'")
                .contains("<div class=\"charts pair\" id=\"virtual\"></div>");
    }

    @Test
    void showsWhatTheLayersLost() {
        String page = ReportPage.html(SyntheticJob.data("allreduce", "topk", "dgc"));

        // A dot to each of five weights, two methods and two figures; biases, and allreduce, say all.
        assertThat(Pattern.compile("class=\"dot\"").matcher(page).results()).hasSize(5 * 2 * 2);
        assertThat(page)
                .contains("<div class=\"name\">conv2.weight</div>")
                .doesNotContain("<div class=\"name\">conv2.bias</div>")
                .contains("title=\"dgc: error 0.960\"")
                .contains("title=\"dgc: 0.217 bits\"")
                .contains("(no error, 32 bits): allreduce. Tensors that are said whole: 5.")
                .contains("<td>conv2.bias</td>")
                .contains("<td>30,720</td>");
        assertThat(page).contains("bits/parameter").contains("<td>0.576</td>");
    }

    @Test
    void whereNothingIsCodedNothingIsLost() {
        assertThat(ReportPage.html(SyntheticJob.data("allreduce", "diloco"))).doesNotContain("What was lost");
    }

    @Test
    void showsServersAsRings() {
        MethodResult run = SyntheticJob.data("dgc").job().runs().getFirst();
        Said half = new Said("conv1.weight", 75, 0.25, 2);
        Spoken spoken = new Spoken(7, run.layers().orElseThrow().said(), List.of(half));
        String section = LayerFigure.section(new RunResult("t", "m", 2, "none", 1, List.of(withLayers(run, spoken))));

        assertThat(Pattern.compile("class=\"dot ring\"").matcher(section).results())
                .hasSize(2);
        assertThat(section).contains("dgc (server): error 0.250").contains("as server: error");
    }

    @Test
    void aRunThatWasNotMeasuredHasNoLayersToShow() {
        ReportData honest = SyntheticJob.data("topk");
        MethodResult run = withLayers(honest.job().runs().getFirst(), null);
        RunResult job = new RunResult("digits", "lenet", 1, "none", 1, List.of(run));

        String page = ReportPage.html(new ReportData(job, honest.courses(), honest.parameters(), Map.of()));
        assertThat(page).doesNotContain("What was lost").doesNotContain("What the methods decided");
    }

    @Test
    void tellsWhatTheClientsOfAFederationSaid() {
        ReportData honest = SyntheticJob.data("topk");
        assertThat(ReportPage.html(honest)).doesNotContain("What the clients said");
        Clients clients = new Clients(100, new Clients.Spread(17_786_444, 118_572, 177_741, 237_162), NOTHING);
        MethodResult run = with(honest.job().runs().getFirst(), null, clients);
        RunResult job = new RunResult("digits", "mlp", 4, "none", 1, List.of(run));

        assertThat(ReportPage.html(new ReportData(job, honest.courses(), honest.parameters(), Map.of())))
                .contains("What the clients said")
                .containsSubsequence("to the server", "17.8 MB", "119 kB", "178 kB", "237 kB", "from the server");
    }

    private static MethodResult withLayers(MethodResult run, Spoken layers) {
        return with(run, layers, null);
    }

    private static MethodResult with(MethodResult run, Spoken layers, Clients clients) {
        return new MethodResult(
                run.method(),
                run.settings(),
                run.steps(),
                run.stopped(),
                run.seconds(),
                run.scores(),
                run.bytes(),
                run.bytesPerStep(),
                run.bitsPerParameter(),
                run.computeSeconds(),
                run.sendSeconds(),
                run.waitSeconds(),
                run.hiddenSeconds(),
                run.timeTo(),
                Optional.ofNullable(layers),
                Optional.ofNullable(clients),
                run.checkpoint(),
                run.report());
    }

    @Test
    void showsWhatTheMethodsDecided() {
        assertThat(ReportPage.html(SyntheticJob.data("allreduce", "dgc")))
                .contains("What the methods decided")
                .contains("The density is &lt;1 %&gt; from here on.");
    }

    @Test
    void textFromARunCannotBecomeMarkup() {
        ReportData honest = SyntheticJob.data("dgc");
        RunResult job = honest.job();
        String hostile = "</script><script>alert('x')</script>";
        ReportData data = new ReportData(
                new RunResult(hostile, hostile, job.workers(), hostile, job.seed(), job.runs()),
                List.of(new Course(
                        honest.courses().getFirst().evaluations(),
                        List.of(),
                        List.of(new Event.Noted(0, 1, hostile, Map.of())))),
                honest.parameters(),
                Map.of(hostile, hostile));

        assertThat(ReportPage.html(data)).doesNotContain(hostile).contains(Html.escape(hostile));
    }

    @Test
    void aLossThatIsNoNumberLeavesAGap() {
        ReportData honest = SyntheticJob.data("dgc");
        ReportData data = new ReportData(
                honest.job(),
                List.of(new Course(List.of(new Evaluation(0, 0, 0, 0, Double.NaN, Double.NaN)), List.of(), List.of())),
                honest.parameters(),
                Map.of());

        assertThat(ReportPage.html(data)).contains("\"loss\":[null],\"accuracy\":[null],\"bits\":[null]");
    }

    @Test
    void aRunThatWasStoppedHasNoModelToShow() {
        ReportData honest = SyntheticJob.data("dgc");
        MethodResult run = honest.job().runs().getFirst();
        MethodResult stopped = new MethodResult(
                run.method(),
                run.settings(),
                5,
                true,
                run.seconds(),
                run.scores(),
                run.bytes(),
                run.bytesPerStep(),
                run.bitsPerParameter(),
                run.computeSeconds(),
                run.sendSeconds(),
                run.waitSeconds(),
                run.hiddenSeconds(),
                run.timeTo(),
                run.layers(),
                run.clients(),
                null,
                run.report());
        RunResult job = new RunResult("digits", "lenet", 4, "none", 1, List.of(stopped));

        assertThat(ReportPage.html(new ReportData(job, honest.courses(), honest.parameters(), Map.of())))
                .contains("dgc")
                .doesNotContain("SHA-256");
    }

    @Test
    void writesTheWholePageOrNone(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        ReportPage.write(SyntheticJob.data(), file);
        ReportPage.write(SyntheticJob.data("dgc"), file);

        assertThat(Files.readString(file)).isEqualTo(ReportPage.html(SyntheticJob.data("dgc")));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
