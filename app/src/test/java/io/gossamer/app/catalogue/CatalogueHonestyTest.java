package io.gossamer.app.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.catalogue.Baseline;
import io.gossamer.core.catalogue.Catalogue;
import io.gossamer.core.catalogue.Method;
import io.gossamer.core.catalogue.MethodState;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.method.Preset;
import io.gossamer.train.method.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the catalogue says against code, documentation and reproductions: no method may claim what is not there. */
final class CatalogueHonestyTest {
    private static final Path DOCS = Path.of("..", "docs", "methods");
    private static final Path BASELINES = DOCS.resolve("baselines.md");
    private static final Path GUIDE = DOCS.resolve("adding-a-method.md");

    private final Catalogue catalogue = Catalogue.load();
    private final List<Method> standing = catalogue.methods().stream()
            .filter(method -> method.state() != MethodState.PLANNED)
            .toList();

    @Test
    void theCatalogueHasEverySystem() {
        assertThat(catalogue.methods()).hasSize(75);
    }

    @Test
    void whatStandsHasCode() {
        Set<String> known = Presets.all().stream().map(Preset::name).collect(Collectors.toSet());
        for (Method method : standing) {
            assertThat(known).as("presets of %s", method.name()).containsAll(method.presets());
        }
        assertThat(known)
                .containsAll(catalogue.baselines().stream().map(Baseline::name).toList());
    }

    @Test
    void everyPresetIsInTheCatalogue() {
        assertThat(Presets.all())
                .allSatisfy(preset -> assertThat(catalogue.presets()).contains(preset.name()));
    }

    @Test
    void whatStandsIsDocumentedWithACommand() throws IOException {
        for (Method method : standing) {
            Path page = DOCS.resolve(method.name() + ".md");
            assertThat(page).as("page of %s", method.name()).isRegularFile();
            assertThat(Files.readString(page))
                    .contains("./gossamer ")
                    .contains(method.paper().split(",")[0]);
        }
        String baselines = Files.readString(BASELINES);
        assertThat(catalogue.baselines())
                .allSatisfy(baseline -> assertThat(baselines).contains("`" + baseline.name() + "`"));
    }

    @Test
    void everyPageIsOfAMethodThatStands() throws IOException {
        Set<String> names = standing.stream().map(Method::name).collect(Collectors.toSet());
        try (Stream<Path> pages = Files.list(DOCS)) {
            assertThat(pages.filter(page -> !page.equals(BASELINES) && !page.equals(GUIDE))
                            .map(page -> page.getFileName().toString().replace(".md", "")))
                    .isSubsetOf(names);
        }
    }

    @Test
    void whatStandsHasAReproductionAndNothingElseHas() {
        Set<String> reproduced = ServiceLoader.load(Reproduction.class).stream()
                .map(provider -> provider.get().method())
                .collect(Collectors.toSet());

        assertThat(reproduced).isEqualTo(standing.stream().map(Method::name).collect(Collectors.toSet()));
    }
}
