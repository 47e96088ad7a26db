package io.gossamer.core.catalogue;

import io.gossamer.core.name.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** All systems, in the order of their rows, and the baselines beside them. Immutable. */
public final class Catalogue {
    private static final List<String> METHOD_HEADER =
            List.of("row", "name", "title", "paper", "family", "module", "state", "presets", "baselines");
    private static final List<String> BASELINE_HEADER = List.of("name", "description", "source");

    private final List<Method> methods;
    private final List<Baseline> baselines;

    private Catalogue(List<Method> methods, List<Baseline> baselines) {
        this.methods = List.copyOf(methods);
        this.baselines = List.copyOf(baselines);
    }

    /**
     * Reads the catalogue that is part of this build.
     *
     * @throws IllegalStateException if it is not valid; the message names the file and the line or the name
     */
    public static Catalogue load() {
        return read(Table.resource("catalogue.tsv"), Table.resource("baselines.tsv"));
    }

    static Catalogue read(Table methodTable, Table baselineTable) {
        List<Method> methods = methodTable.rows(METHOD_HEADER, Catalogue::method);
        List<Baseline> baselines = baselineTable.rows(BASELINE_HEADER, f -> new Baseline(f.get(0), f.get(1), f.get(2)));
        for (int i = 0; i < methods.size(); i++) {
            if (methods.get(i).row() != i + 1) {
                throw new IllegalStateException(
                        methodTable.name() + ": row " + methods.get(i).row() + " stands where " + (i + 1) + " belongs");
            }
        }
        requireUnique("name", methods.stream().map(Method::name).toList());
        List<String> presets = new ArrayList<>();
        methods.forEach(method -> presets.addAll(method.presets()));
        baselines.forEach(baseline -> presets.add(baseline.name()));
        requireUnique("preset", presets);
        return new Catalogue(methods, baselines);
    }

    private static Method method(List<String> f) {
        return new Method(
                Integer.parseInt(f.get(0)),
                f.get(1),
                f.get(2),
                f.get(3),
                constant(Family.values(), f.get(4)),
                f.get(5),
                constant(MethodState.values(), f.get(6)),
                list(f.get(7)),
                list(f.get(8)));
    }

    private static <E extends Enum<E>> E constant(E[] values, String text) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + text + "' is none of " + Arrays.toString(values)));
    }

    private static List<String> list(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static void requireUnique(String what, Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalStateException("the catalogue has the " + what + " '" + name + "' twice");
            }
        }
    }

    /** The systems, by row. */
    public List<Method> methods() {
        return methods;
    }

    /** The baselines that are presets of their own. */
    public List<Baseline> baselines() {
        return baselines;
    }

    /** Every name that {@code --method} accepts, sorted. */
    public SortedSet<String> presets() {
        SortedSet<String> presets = new TreeSet<>();
        methods.forEach(method -> presets.addAll(method.presets()));
        baselines.forEach(baseline -> presets.add(baseline.name()));
        return presets;
    }

    /** The system of that short name, or the one that has a preset of that name; letter case does not matter. */
    public Optional<Method> find(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        Optional<Method> byName =
                methods.stream().filter(method -> method.name().equals(wanted)).findFirst();
        return byName.or(() -> methods.stream()
                .filter(method -> method.presets().contains(wanted))
                .findFirst());
    }

    /** The name, of a system or a preset, that somebody who typed {@code name} may have meant. */
    public Optional<String> suggest(String name) {
        Set<String> names = new HashSet<>(presets());
        methods.forEach(method -> names.add(method.name()));
        return Suggestion.closest(name, names);
    }

    /** The preset that somebody who typed {@code name} may have meant. */
    public Optional<String> suggestPreset(String name) {
        return Suggestion.closest(name, presets());
    }
}
