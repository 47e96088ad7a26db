package io.gossamer.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CatalogueTest {
    private static final String METHOD_HEADER = "row\tname\ttitle\tpaper\tfamily\tmodule\tstate\tpresets\tbaselines\n";
    private static final String BASELINE_HEADER = "name\tdescription\tsource\n";
    private static final String ROW = "1\tdgc\tTitle\tarXiv\tmodel-compression\ttrain\treproduced\tdgc\tdense SGD\n";

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void holdsTheSeventyFiveSystemsInOrder() {
        assertThat(catalogue.methods())
                .extracting(Method::row)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 75).boxed().toList());
        assertThat(catalogue.methods()).extracting(Method::name).doesNotHaveDuplicates();
        assertThat(catalogue.methods()).extracting(Method::title).doesNotHaveDuplicates();
        assertThat(catalogue.methods()).extracting(Method::paper).doesNotHaveDuplicates();
    }

    @Test
    void everyFamilyHasAtLeastTwoSystems() {
        assertThat(EnumSet.allOf(Family.class))
                .allSatisfy(family -> assertThat(catalogue.methods())
                        .filteredOn(method -> method.family() == family)
                        .hasSizeGreaterThan(1));
    }

    @Test
    void findsBySystemAndByPreset() {
        assertThat(catalogue.find("dgc")).map(Method::row).contains(4);
        assertThat(catalogue.find(" Streaming-DiLoCo ")).map(Method::row).contains(6);
        assertThat(catalogue.find("allreduce")).as("a baseline is no system").isEmpty();
        assertThat(catalogue.find("nothing")).isEmpty();
    }

    @Test
    void presetsAreThoseOfSystemsAndBaselines() {
        assertThat(catalogue.presets()).contains("allreduce", "dgc", "diloco", "localsgd", "topk", "topk-ef");
        assertThat(catalogue.methods())
                .filteredOn(method -> method.state() == MethodState.PLANNED)
                .allSatisfy(method -> assertThat(method.presets()).isEmpty());
    }

    @Test
    void suggestsWhatWasMeant() {
        assertThat(catalogue.suggest("dcg")).contains("dgc");
        assertThat(catalogue.suggest("alreduce")).contains("allreduce");
        assertThat(catalogue.suggest("TOPK_EF")).contains("topk-ef");
        assertThat(catalogue.suggest("streamingdiloco")).contains("streaming-diloco");
        assertThat(catalogue.suggest("quantum-annealing")).isEmpty();
        assertThat(catalogue.suggest("x".repeat(100_000))).isEmpty();
        assertThat(catalogue.suggestPreset("dilico")).contains("diloco");
    }

    @Test
    void brokenTablesNameTheLine() {
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("model-compression", "magic")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("methods line 2")
                .hasMessageContaining("'magic' is none of");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("reproduced", "planned")))
                .hasMessageContaining("dgc is planned and has presets already");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("\ttrain", "")))
                .hasMessageContaining("8 fields");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("train", "attic")))
                .hasMessageContaining("'attic'");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("1\t", "one\t")))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW.replace("dense SGD", "")))
                .hasMessageContaining("compared");
        assertThatThrownBy(() -> read("row\tname\n" + ROW)).hasMessageContaining("line 1: the header");
    }

    @Test
    void rowsAndNamesAreUnique() {
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW + ROW)).hasMessageContaining("row 1 stands where 2 belongs");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW + ROW.replace("1\t", "2\t")))
                .hasMessageContaining("name 'dgc' twice");
        assertThatThrownBy(() -> read(METHOD_HEADER + ROW + ROW.replace("1\tdgc", "2\tother")))
                .hasMessageContaining("preset 'dgc' twice");
        assertThatThrownBy(() -> Catalogue.read(
                        new Table("methods", METHOD_HEADER + ROW), new Table("b", BASELINE_HEADER + "dgc\td\ts\n")))
                .hasMessageContaining("preset 'dgc' twice");
    }

    private static Catalogue read(String methods) {
        return Catalogue.read(new Table("methods", methods), new Table("baselines", BASELINE_HEADER));
    }
}
