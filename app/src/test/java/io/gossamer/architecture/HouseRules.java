package io.gossamer.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules, for the packages below {@code root}: the house itself, or the fixtures that break them. */
record HouseRules(String root) {
    private static final List<String> MODULES =
            List.of("core", "codec", "net", "model", "train", "generate", "app", "bench");

    /** What makes time pass, starts a thread or draws an unseeded number; by class, the names of its members. */
    private static final Map<String, Set<String>> BANNED_MEMBERS = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
            "java.lang.Thread", Set.of("sleep", "<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform"),
            "java.lang.Math", Set.of("random"));

    private static final Set<String> BANNED_CLASSES = Set.of(
            "java.util.Random",
            "java.util.Timer",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ThreadLocalRandom");

    /** A module imports only modules above it, and net and model stand side by side. */
    ArchRule imports() {
        var layers = layeredArchitecture().consideringOnlyDependenciesInAnyPackage(root + "..");
        for (String module : MODULES) {
            layers = layers.optionalLayer(module).definedBy(module(module));
        }
        return layers.whereLayer("core")
                .mayNotAccessAnyLayer()
                .whereLayer("codec")
                .mayOnlyAccessLayers("core")
                .whereLayer("net")
                .mayOnlyAccessLayers("core", "codec")
                .whereLayer("model")
                .mayOnlyAccessLayers("core", "codec")
                .whereLayer("train")
                .mayOnlyAccessLayers("core", "codec", "net", "model")
                .whereLayer("generate")
                .mayOnlyAccessLayers("core", "codec", "model", "train")
                .whereLayer("app")
                .mayOnlyAccessLayers("core", "codec", "net", "model", "train", "generate")
                .because("a floor of the house stands on the floors above it in the list, and on no other");
    }

    /** Packages of a module do not depend on each other in a circle. */
    ArchRule noCycles() {
        return CompositeArchRule.of(MODULES.stream()
                .<ArchRule>map(module -> slices().matching(root + "." + module + ".(**)")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true))
                .toList());
    }

    /** The code of a node gets time, threads and randomness from outside, so that it runs the same in every world. */
    ArchRule nodesAreDeterministic() {
        DescribedPredicate<JavaAccess<?>> banned = describe("makes time, threads or chance", HouseRules::isBanned);
        DescribedPredicate<JavaClass> bannedClass =
                describe("make time, threads or chance", target -> BANNED_CLASSES.contains(target.getName()));
        String[] nodes = {module("codec"), module("model"), module("train"), module("generate")};
        return CompositeArchRule.of(noClasses()
                        .that(resideInAnyPackage(nodes))
                        .should()
                        .accessTargetWhere(banned)
                        .allowEmptyShould(true)
                        .because("a node takes the clock, tasks and random streams that it is given"))
                .and(noClasses()
                        .that(resideInAnyPackage(nodes))
                        .should()
                        .dependOnClassesThat(bannedClass)
                        .allowEmptyShould(true)
                        .because("a node takes the clock, tasks and random streams that it is given"));
    }

    private static boolean isBanned(JavaAccess<?> access) {
        return BANNED_MEMBERS
                .getOrDefault(access.getTargetOwner().getName(), Set.of())
                .contains(access.getTarget().getName());
    }

    /** Where the incubator module is missing, classes that show its types cannot be linked. */
    ArchRule noVectorTypesInPublic() {
        ArchCondition<JavaMember> showNone = new ArchCondition<>("show no type of jdk.incubator.vector") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                signature(member)
                        .filter(type -> type.getPackageName().equals("jdk.incubator.vector"))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getDescription() + " shows " + type.getName())));
            }
        };
        return CompositeArchRule.of(codeUnits()
                        .that(describe("are visible", this::isVisible))
                        .should(showNone)
                        .allowEmptyShould(true))
                .and(fields().that(describe("are visible", this::isVisible))
                        .should(showNone)
                        .allowEmptyShould(true));
    }

    private boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return member.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        return switch (member) {
            case JavaField field -> Stream.of(field.getRawType().getBaseComponentType());
            case JavaCodeUnit unit ->
                Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                        .map(JavaClass::getBaseComponentType);
            default -> throw new AssertionError(member);
        };
    }

    /** Packages say what they hold. */
    ArchRule noDrawersForAnything() {
        String[] drawers = Stream.of("util", "utils", "common", "impl", "manager", "helper", "misc")
                .map(name -> root + ".." + name + "..")
                .toArray(String[]::new);
        return noClasses().should().resideInAnyPackage(drawers).because("a name that fits everything says nothing");
    }

    /** Bytes from elsewhere never become objects by themselves. */
    ArchRule noJavaSerialization() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
                .because("Java serialization runs whatever the sender likes");
    }

    /** The packages below a folder of sources that hold code and do not say what lives in them. */
    static List<String> undescribedPackages(Path sources) {
        try (Stream<Path> folders = Files.walk(sources)) {
            return folders.filter(Files::isDirectory)
                    .filter(HouseRules::isUndescribed)
                    .map(folder -> sources.relativize(folder)
                            .toString()
                            .replace(folder.getFileSystem().getSeparator(), "."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUndescribed(Path folder) {
        String[] sources = folder.toFile().list((_, name) -> name.endsWith(".java"));
        return sources.length > 0 && !Arrays.asList(sources).contains("package-info.java");
    }

    private String module(String name) {
        return root + "." + name + "..";
    }
}
