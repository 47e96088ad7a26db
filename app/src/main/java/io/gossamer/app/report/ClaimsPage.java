package io.gossamer.app.report;

import io.gossamer.app.console.Quantity;
import io.gossamer.app.result.ReproductionOutcome;
import io.gossamer.core.reproduce.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of a reproduction: its claims, and the pictures that were drawn on the way. */
public final class ClaimsPage {
    private static final String PICTURE = ".png";

    private ClaimsPage() {}

    /**
     * Writes the page; readers see the old file or the whole new one.
     *
     * @param folder where the reproduction left its pictures
     */
    public static void write(ReproductionOutcome outcome, Path folder, Path file) throws IOException {
        Template.write(html(outcome, pictures(folder)), file);
    }

    /**
     * The page as text.
     *
     * @param pictures PNG by name, in the order shown
     */
    static String html(ReproductionOutcome outcome, Map<String, byte[]> pictures) {
        return new Template("claims.html", List.of())
                .fill(Map.of(
                        "title", Html.escape("What " + outcome.method() + " claims, and what came of it"),
                        "sentence", Html.escape(sentence(outcome)),
                        "claims", claims(outcome.claims()),
                        "pictures", gallery(pictures)));
    }

    private static Map<String, byte[]> pictures(Path folder) throws IOException {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(PICTURE)) {
                    pictures.put(name.substring(0, name.length() - PICTURE.length()), Files.readAllBytes(file));
                }
            }
        }
        return pictures;
    }

    private static String sentence(ReproductionOutcome outcome) {
        long held = outcome.claims().stream().filter(Claim::holds).count();
        return "%d of %d claims hold at small scale. It took %s."
                .formatted(held, outcome.claims().size(), Quantity.seconds(outcome.seconds()));
    }

    private static String claims(List<Claim> claims) {
        Map<String, List<Claim>> bySetting =
                claims.stream().collect(Collectors.groupingBy(Claim::setting, LinkedHashMap::new, Collectors.toList()));
        Html html = new Html();
        bySetting.forEach((setting, own) -> {
            html.open("section", "").element("p", "setting", setting).open("div", "scroll claims");
            Fragments.head(html, List.of("claim", "in the paper", "measured", "beside it", "bound", "holds"));
            own.forEach(claim -> row(html, claim));
            html.close("tbody").close("table").close("div").close("section");
        });
        return html.toString();
    }

    private static void row(Html html, Claim claim) {
        html.open("tr", "");
        Stream.of(claim.claim(), claim.paper(), claim.measured(), claim.baseline(), claim.bound())
                .forEach(cell -> html.element("td", "", cell));
        html.element("td", claim.holds() ? "" : "missed", claim.holds() ? "yes" : "no")
                .close("tr");
    }

    private static String gallery(Map<String, byte[]> pictures) {
        if (pictures.isEmpty()) {
            return "";
        }
        Html html = new Html()
                .open("section", "")
                .element("h2", "", "What was drawn")
                .open("div", "pictures");
        pictures.forEach((name, png) -> html.open("figure", "")
                .picture(png, name)
                .element("figcaption", "", name)
                .close("figure"));
        return html.close("div").close("section").toString();
    }
}
