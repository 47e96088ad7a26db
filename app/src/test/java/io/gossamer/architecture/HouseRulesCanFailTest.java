package io.gossamer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule finds the fixture that breaks it. */
final class HouseRulesCanFailTest {
    private static final String ROOT = "io.gossamer.architecture.fixture";
    private static final HouseRules RULES = new HouseRules(ROOT);
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

    private static String violations(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().toString();
    }

    @Test
    void importsUpwardsAndSideways() {
        assertThat(violations(RULES.imports()))
                .contains("fixture.core.ImportsUpwards", "fixture.net.ImportsSideways")
                .doesNotContain("fixture.train.ImportsProperly");
    }

    @Test
    void cycles() {
        assertThat(violations(RULES.noCycles())).contains("Cycle detected", "Slice left", "Slice right");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.nanoTime()",
                "System.currentTimeMillis()",
                "Thread.sleep(",
                "Thread.<init>(",
                "Thread.ofVirtual()",
                "Thread.startVirtualThread(",
                "Math.random()",
                "java.util.Random",
                "java.util.concurrent.Executors",
                "java.util.concurrent.ExecutorService",
                "java.util.concurrent.ThreadLocalRandom",
                "byReference()"
            })
    void timeThreadsAndChance(String banned) {
        assertThat(violations(RULES.nodesAreDeterministic()))
                .contains(banned)
                .doesNotContain("fixture.net.ImportsSideways");
    }

    @ParameterizedTest
    @ValueSource(strings = {"returned()", "taken(", "array()", "VectorSignatures.field"})
    void vectorTypesInPublic(String member) {
        assertThat(violations(RULES.noVectorTypesInPublic())).contains(member).doesNotContain("hidden(");
    }

    @Test
    void drawers() {
        assertThat(violations(RULES.noDrawersForAnything())).contains("fixture.core.util.Drawer");
    }

    @Test
    void javaSerialization() {
        assertThat(violations(RULES.noJavaSerialization())).contains("fixture.model.Deserialises");
    }

    @Test
    void undescribedPackages(@TempDir Path sources) throws IOException {
        Path described = Files.createDirectories(sources.resolve("a/described"));
        Path undescribed = Files.createDirectories(sources.resolve("a/undescribed"));
        Files.createFile(described.resolve("A.java"));
        Files.createFile(described.resolve("package-info.java"));
        Files.createFile(undescribed.resolve("B.java"));
        assertThat(HouseRules.undescribedPackages(sources)).containsExactly("a.undescribed");
    }
}
