package io.gossamer.app.job;

import io.gossamer.app.version.LibraryVersion;
import io.gossamer.core.provenance.Version;
import java.util.Map;

/** What all figures depend on, whatever they are of: versions and the machine. */
final class MachineFacts {
    private MachineFacts() {}

    static void addTo(Map<String, String> facts) {
        facts.put("gossamer", Version.current());
        facts.put("java", Runtime.version().toString());
        facts.put("libtorch", LibraryVersion.of("org.bytedeco", "pytorch"));
        facts.put(
                "machine",
                Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch"));
    }
}
