package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.train.exchange.Said;
import io.gossamer.train.exchange.Spoken;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.RunResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What was lost of what the methods said, layer by layer: a row of dots to a layer, one dot to a method, at its error and at
 * its bits per element, and the same figures in a table. Methods that say all tensors whole, and tensors that all methods say
 * whole, are named but not drawn: there is nothing to see of them. It needs no script.
 */
final class LayerFigure {
    private static final int DOT = 9;
    private static final int LANE = 6;
    private static final int MARGIN = 8;

    /** One of the methods that were measured; its index decides its colour. */
    private record Speaker(int index, String method, Spoken spoken, Map<String, Said> said, Map<String, Said> served) {
        static Speaker of(int index, String method, Spoken spoken) {
            return new Speaker(index, method, spoken, byTensor(spoken.said()), byTensor(spoken.served()));
        }

        boolean saysAllWhole() {
            return spoken.said().stream().allMatch(LayerFigure::isWhole);
        }

        private static Map<String, Said> byTensor(List<Said> said) {
            return said.stream().collect(Collectors.toMap(Said::tensor, Function.identity()));
        }
    }

    private final List<Speaker> speakers;
    private final List<Speaker> whole;
    private final Set<String> tensors = new LinkedHashSet<>();
    private final Set<String> drawn = new LinkedHashSet<>();
    private final Scale errors;
    private final Scale bits;
    private final Html html = new Html();

    private LayerFigure(List<Speaker> measured) {
        this.speakers =
                measured.stream().filter(speaker -> !speaker.saysAllWhole()).toList();
        this.whole = measured.stream().filter(Speaker::saysAllWhole).toList();
        for (Speaker speaker : speakers) {
            for (Said said : speaker.spoken().said()) {
                tensors.add(said.tensor());
            }
        }
        tensors.stream().filter(this::isCoded).forEach(drawn::add);
        this.errors = Scale.fromZero(values(Said::error));
        this.bits = Scale.logarithmic(values(Said::bits));
    }

    private static boolean isWhole(Said said) {
        return said.error() == 0 && said.bits() == Float.SIZE;
    }

    private boolean isCoded(String tensor) {
        return speakers.stream()
                .map(speaker -> speaker.said().get(tensor))
                .anyMatch(said -> said != null && !isWhole(said));
    }

    private double[] values(ToDoubleFunction<Said> figure) {
        return speakers.stream()
                .flatMap(speaker ->
                        List.of(speaker.said().values(), speaker.served().values()).stream())
                .flatMap(Collection::stream)
                .mapToDouble(figure)
                .toArray();
    }

    /** The section of the page; nothing if no run was measured that codes anything. */
    static String section(RunResult job) {
        List<Speaker> measured = new ArrayList<>();
        for (int i = 0; i < job.runs().size(); i++) {
            MethodResult run = job.runs().get(i);
            int index = i;
            run.layers().ifPresent(spoken -> measured.add(Speaker.of(index, run.method(), spoken)));
        }
        LayerFigure figure = new LayerFigure(measured);
        return figure.speakers.isEmpty() ? "" : figure.draw();
    }

    private String draw() {
        html.open("section", "").open("div", "heading").element("h2", "", "What was lost, layer by layer");
        html.open("div", "legend");
        for (Speaker speaker : speakers) {
            html.open("span", "key").swatch(speaker.index()).text(speaker.method());
            html.text(" (step " + Quantity.count(speaker.spoken().step()) + ")").close("span");
        }
        html.close("div").close("div").element("p", "note", explanation());
        html.open("div", "layers");
        heads();
        drawn.forEach(this::row);
        html.close("div").open("details", "").element("summary", "", "The figures");
        table();
        return html.close("details").close("section").toString();
    }

    private String explanation() {
        String rings = speakers.stream().allMatch(speaker -> speaker.served().isEmpty())
                ? ""
                : " Rings are what worker 0 said of the mean of its chunks, as their server.";
        return "Worker 0's last measured message: the L2 norm of what receivers do not see of a tensor over that of the tensor"
                + " with all that was kept back before, and coded bits per element." + rings + notDrawn();
    }

    private String notDrawn() {
        String methods = whole.isEmpty()
                ? ""
                : " Not drawn, for all is said whole (no error, 32 bits): "
                        + whole.stream().map(Speaker::method).collect(Collectors.joining(", ")) + ".";
        int others = tensors.size() - drawn.size();
        return methods + (others == 0 ? "" : " Tensors that are said whole: " + others + ".");
    }

    private void heads() {
        html.element("div", "name", "");
        head("error of what was sent", errors);
        head("bits per element", bits);
    }

    private void head(String title, Scale scale) {
        html.open("div", "axis").element("b", "", title).open("div", "ticks");
        for (Scale.Tick tick : scale.ticks()) {
            html.openStyled("span", "tick", scale.left(tick.value()).orElseThrow())
                    .text(tick.label())
                    .close("span");
        }
        html.close("div").close("div");
    }

    private void row(String tensor) {
        html.element("div", "name", tensor);
        track(tensor, errors, Said::error, said -> "error " + Quantity.significant(said.error()));
        track(tensor, bits, Said::bits, said -> Quantity.significant(said.bits()) + " bits");
    }

    /** Methods take lanes, so that equal figures lie below each other and not on each other. */
    private void track(String tensor, Scale scale, ToDoubleFunction<Said> figure, Function<Said, String> words) {
        html.openStyled("div", "track", "height:" + (MARGIN + DOT + LANE * (speakers.size() - 1)) + "px");
        for (Scale.Tick tick : scale.ticks()) {
            html.openStyled("span", "rule", scale.left(tick.value()).orElseThrow())
                    .close("span");
        }
        for (int lane = 0; lane < speakers.size(); lane++) {
            Speaker speaker = speakers.get(lane);
            String top = ";top:" + (MARGIN / 2 + LANE * lane) + "px;";
            for (boolean server : new boolean[] {false, true}) {
                Said said = (server ? speaker.served() : speaker.said()).get(tensor);
                Optional<String> left = said == null ? Optional.empty() : scale.left(figure.applyAsDouble(said));
                left.ifPresent(at -> html.titled(
                        server ? "dot ring" : "dot",
                        at + top + Html.colour(speaker.index()),
                        speaker.method() + (server ? " (server)" : "") + ": " + words.apply(said)));
            }
        }
        html.close("div");
    }

    private void table() {
        List<String> heads = new ArrayList<>(List.of("tensor", "elements"));
        for (Speaker speaker : speakers) {
            heads.addAll(List.of(speaker.method() + " error", "bits"));
            if (!speaker.served().isEmpty()) {
                heads.addAll(List.of("as server: error", "bits"));
            }
        }
        html.open("div", "scroll");
        Fragments.head(html, heads);
        tensors.forEach(this::tableRow);
        html.close("tbody").close("table").close("div");
    }

    private void tableRow(String tensor) {
        html.open("tr", "").element("td", "", tensor).element("td", "", elements(tensor));
        for (Speaker speaker : speakers) {
            cells(speaker.said().get(tensor));
            if (!speaker.served().isEmpty()) {
                cells(speaker.served().get(tensor));
            }
        }
        html.close("tr");
    }

    private String elements(String tensor) {
        return speakers.stream()
                .map(speaker -> speaker.said().get(tensor))
                .filter(said -> said != null)
                .findFirst()
                .map(said -> Quantity.count(said.elements()))
                .orElseThrow();
    }

    private void cells(Said said) {
        html.element("td", "", said == null ? Fragments.NONE : Quantity.significant(said.error()));
        html.element("td", "", said == null ? Fragments.NONE : Quantity.significant(said.bits()));
    }
}
