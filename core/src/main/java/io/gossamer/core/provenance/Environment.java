package io.gossamer.core.provenance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The circumstances of a run, which explain its speed and help to find it again. They stand in the run directory and
 * never in a model file.
 *
 * @param started when the run began
 * @param host the machine's name
 * @param directory where it was started
 * @param processors the number of processors the Java runtime sees
 * @param maximumHeapBytes the most heap the Java runtime will take
 */
public record Environment(Instant started, String host, Path directory, int processors, long maximumHeapBytes) {

    /** The environment of this process; the caller says when the run began. */
    public static Environment ofThisProcess(Instant started) {
        Runtime runtime = Runtime.getRuntime();
        return new Environment(
                started, hostName(), Path.of("").toAbsolutePath(), runtime.availableProcessors(), runtime.maxMemory());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown"; // a machine that cannot resolve itself still trains
        }
    }
}
