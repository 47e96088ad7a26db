package io.gossamer.core.provenance;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the bytes of a result may depend on. Written into model files, so it holds nothing that differs between two
 * runs of the same job: no time, host, user, path, port or duration. Those are an {@link Environment}'s.
 *
 * @param gossamer the version of Gossamer
 * @param java the version of the Java runtime
 * @param platform operating system and processor architecture, as in {@code linux-amd64}
 * @param seed the run's seed
 * @param configuration every setting that has an influence, by name
 * @param data SHA-256 of each data set, by its role or name (never by its path)
 * @param libraries version of each library that computes, by name
 */
public record Provenance(
        String gossamer,
        String java,
        String platform,
        long seed,
        Map<String, String> configuration,
        Map<String, String> data,
        Map<String, String> libraries) {

    /** Sorts the maps, so that equal provenances are written as equal bytes. */
    public Provenance {
        configuration = sorted(configuration);
        data = sorted(data);
        libraries = sorted(libraries);
    }

    /** The provenance of a result made by this process. */
    public static Provenance ofThisProcess(
            long seed, Map<String, String> configuration, Map<String, String> data, Map<String, String> libraries) {
        return new Provenance(
                Version.current(),
                System.getProperty("java.version"),
                thisPlatform(),
                seed,
                configuration,
                data,
                libraries);
    }

    /**
     * One flat, sorted map of text, for files whose metadata is such a map. Keys are {@code gossamer}, {@code java},
     * {@code platform}, {@code seed}, and {@code configuration.*}, {@code data.*}, {@code library.*}.
     */
    public Map<String, String> flatten() {
        Map<String, String> flat = new TreeMap<>();
        flat.put("gossamer", gossamer);
        flat.put("java", java);
        flat.put("platform", platform);
        flat.put("seed", Long.toString(seed));
        configuration.forEach((name, value) -> flat.put("configuration." + name, value));
        data.forEach((name, value) -> flat.put("data." + name, value));
        libraries.forEach((name, value) -> flat.put("library." + name, value));
        return Collections.unmodifiableMap(flat);
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    private static String thisPlatform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return system + "-" + System.getProperty("os.arch");
    }
}
