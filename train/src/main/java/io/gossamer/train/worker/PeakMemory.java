package io.gossamer.train.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The most memory that a process has held: the resident set of all it has mapped, libtorch's included. */
final class PeakMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PeakMemory.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern HIGH_WATER_MARK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");
    private static final long KIB = 1024;

    private PeakMemory() {}

    /** In bytes; 0 where the system does not tell, as any but Linux. */
    static long ofThisProcess() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.map(HIGH_WATER_MARK::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(match -> Long.parseLong(match.group(1)) * KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            LOG.warn("The system does not tell the memory of this process", unreadable);
            return 0;
        }
    }
}
