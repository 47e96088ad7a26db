package io.gossamer.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real data sets that stand beside the checkout and are never copied into it. The system property {@code gossamer.data}
 * names their folder; by default it is {@code shared/data} beside the repository.
 */
public final class SharedData {
    private SharedData() {}

    /** The folder or file of that name; skips the calling test where it is missing. */
    public static Path require(String name) {
        Path path = Path.of(System.getProperty("gossamer.data", "../../shared/data"), name);
        assumeTrue(Files.exists(path), () -> "skipped: real data missing at " + path + " (set -Dgossamer.data)");
        return path;
    }
}
