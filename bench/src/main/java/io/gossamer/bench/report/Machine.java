package io.gossamer.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a figure depends on.
 *
 * @param processor its name, as the system tells it
 * @param cores that this process may use
 * @param memoryGib of the whole machine
 * @param system operating system and version
 * @param java the virtual machine
 * @param load average number of runnable threads over the last minute when the benchmark started; NaN if unknown
 */
public record Machine(String processor, int cores, long memoryGib, String system, String java, double load) {
    private static final Pattern COLON = Pattern.compile("\\s*:\\s*");

    public static Machine here() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage();
        return new Machine(
                processorName().orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / 0x1p30),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                load < 0 ? Double.NaN : load);
    }

    /** One line of Markdown. */
    public String markdown() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %d GiB, %s, Java %s; load average at the start %.1f",
                processor,
                cores,
                memoryGib,
                system,
                java,
                load);
    }

    private static Optional<String> processorName() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Predicate<String> namesIt = line -> line.startsWith("model name");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(namesIt).map(line -> COLON.split(line, 2)[1]).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
