package io.gossamer.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A JVM with this one's class path. What it prints on standard error goes to ours; closing kills it. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * @param main has the {@code main} method
     * @param options for the JVM, in addition to those that Gossamer always needs
     */
    public static ChildJvm start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        return new ChildJvm(builder.start());
    }

    /** Sends a line to the child's standard input. */
    public void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /**
     * The rest of the next line of output that starts with {@code mark}. Native libraries print lines of their own.
     *
     * @throws IOException if the child ends before
     */
    public String next(String mark) throws IOException {
        String line = output.readLine();
        while (line != null && !line.startsWith(mark)) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("A process of the benchmark ended early; its error is printed above.");
        }
        return line.substring(mark.length());
    }

    /** Waits for the end. */
    public void requireSuccess() throws IOException, InterruptedException {
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("A process of the benchmark ended with status " + status + ".");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
