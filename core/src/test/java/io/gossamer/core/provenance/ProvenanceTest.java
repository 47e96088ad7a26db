package io.gossamer.core.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProvenanceTest {
    private static final Provenance SAMPLE = Provenance.ofThisProcess(
            7, Map.of("task", "digits", "model", "lenet"), Map.of("training", "ab12"), Map.of("libtorch", "2.10.0"));

    @Test
    void mapsAreSortedAndCopied() {
        Map<String, String> configuration = new HashMap<>(Map.of("z", "1", "a", "2", "m", "3"));
        Provenance provenance = Provenance.ofThisProcess(1, configuration, Map.of(), Map.of());
        configuration.clear();
        assertThat(provenance.configuration().keySet()).containsExactly("a", "m", "z");
        assertThatThrownBy(() -> provenance.configuration().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void flattensToSortedText() {
        assertThat(SAMPLE.flatten().keySet())
                .containsExactly(
                        "configuration.model",
                        "configuration.task",
                        "data.training",
                        "gossamer",
                        "java",
                        "library.libtorch",
                        "platform",
                        "seed");
        assertThat(SAMPLE.flatten()).containsEntry("seed", "7").containsEntry("data.training", "ab12");
    }

    @Test
    void namesNoPlaceAndNoTime() throws Exception {
        String text = SAMPLE.flatten().toString();
        assertThat(text)
                .doesNotContain(System.getProperty("user.dir"))
                .doesNotContain(System.getProperty("user.home"))
                .doesNotContain(InetAddress.getLocalHost().getHostName());
        assertThat(Provenance.ofThisProcess(
                        7,
                        Map.of("task", "digits", "model", "lenet"),
                        Map.of("training", "ab12"),
                        Map.of("libtorch", "2.10.0")))
                .isEqualTo(SAMPLE);
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(SAMPLE.gossamer()).isEqualTo(Version.current());
    }

    @Test
    void theEnvironmentSaysWhereAndWhen() {
        Environment environment = Environment.ofThisProcess(Instant.EPOCH);
        assertThat(environment.started()).isEqualTo(Instant.EPOCH);
        assertThat(environment.directory()).isAbsolute();
        assertThat(environment.processors()).isPositive();
        assertThat(environment.host()).isNotBlank();
    }
}
