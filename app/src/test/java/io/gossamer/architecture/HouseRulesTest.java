package io.gossamer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The house, held against its rules. */
@AnalyzeClasses(
        packages = "io.gossamer",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.DoNotIncludeTestSupport.class})
final class HouseRulesTest {
    private static final HouseRules RULES = new HouseRules("io.gossamer");

    @ArchTest
    static final ArchRule IMPORTS = RULES.imports();

    @ArchTest
    static final ArchRule NO_CYCLES = RULES.noCycles();

    @ArchTest
    static final ArchRule NODES_ARE_DETERMINISTIC = RULES.nodesAreDeterministic();

    @ArchTest
    static final ArchRule NO_VECTOR_TYPES_IN_PUBLIC = RULES.noVectorTypesInPublic();

    @ArchTest
    static final ArchRule NO_DRAWERS_FOR_ANYTHING = RULES.noDrawersForAnything();

    @ArchTest
    static final ArchRule NO_JAVA_SERIALIZATION = RULES.noJavaSerialization();

    @ArchTest
    static final ArchRule ENCODE_AND_DECODE_START_WITHOUT_LIBTORCH = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.gossamer.app.archive..",
                    "io.gossamer.codec..",
                    "io.gossamer.model.checkpoint..",
                    "io.gossamer.model.digest..",
                    "io.gossamer.model.npy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.bytedeco..",
                    "io.gossamer.model.tensor..",
                    "io.gossamer.model.network..",
                    "io.gossamer.model.flat..",
                    "io.gossamer.model.task..",
                    "io.gossamer.train..",
                    "io.gossamer.generate..")
            .because("what loads libtorch takes half a second more to start");

    /** Rules hold vacuously over classes that were not found: guards against class files that cannot be read. */
    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses classes) {
        assertThat(classes.stream()
                        .map(type -> type.getPackageName().split("\\.")[2])
                        .collect(Collectors.toSet()))
                .contains("core", "codec", "net", "model", "train", "generate", "app");
    }

    @ArchTest
    static void everyPackageSaysWhatLivesThere(JavaClasses classes) throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("").toAbsolutePath().getParent())) {
            List<Path> sources = modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
            assertThat(sources).hasSizeGreaterThan(4);
            assertThat(sources)
                    .allSatisfy(folder -> assertThat(HouseRules.undescribedPackages(folder))
                            .as(folder.toString())
                            .isEmpty());
        }
    }

    /** In a packaged build the test support of core comes as a jar; the fixtures break the rules on purpose. */
    static final class DoNotIncludeTestSupport implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar") && !location.contains("/architecture/fixture/");
        }
    }
}
