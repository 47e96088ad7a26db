package io.gossamer.train.worker;

import io.gossamer.net.tcp.TcpWorld;
import io.gossamer.net.world.World;
import io.gossamer.train.run.Json;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The line of a process to the launcher that started it. Orders come on standard input, as one line of JSON; later lines
 * say what is wanted of it, and the end of the input, that the launcher is gone. What the process tells leaves on standard
 * output, one JSON object a line; its log is standard error.
 */
public final class LauncherLine {
    private static final Logger LOG = LoggerFactory.getLogger(LauncherLine.class);
    private static final int LAUNCHER_GONE = 3;

    private final BufferedReader input;
    private final PrintStream output;
    /** Its own, which ends with the process: a task that waits for standard input heeds no interrupt. */
    private final World world = new TcpWorld();

    private LauncherLine(BufferedReader input, PrintStream output) {
        this.input = input;
        this.output = output;
    }

    /** Takes both streams for the line; whatever else prints, prints to the log from now on. */
    public static LauncherLine open() {
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        // An interrupt from the terminal reaches the whole process group; the launcher decides what it means.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        return new LauncherLine(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), output);
    }

    /** Waits for the orders; ends this process if the launcher is gone before it gives any. */
    public <T> T orders(Class<T> type) throws IOException {
        String line = input.readLine();
        if (line == null) {
            Runtime.getRuntime().halt(LAUNCHER_GONE);
        }
        return Json.read(line, type, "The orders");
    }

    /** From now on, hands on every later line, and ends this process once its launcher is gone. */
    public void follow(Consumer<String> lines) {
        world.spawn("listen to the launcher", () -> listen(lines));
    }

    private void listen(Consumer<String> lines) {
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                lines.accept(line);
            }
        } catch (IOException broken) {
            LOG.warn("The launcher cannot be heard any more", broken);
        }
        LOG.warn("The launcher is gone");
        // An orderly exit would unload libtorch under the thread that computes in it.
        Signal.raise(new Signal("KILL"));
    }

    /** Tells the launcher something. */
    public synchronized void tell(Object told) {
        output.println(Json.line(told));
        output.flush();
    }
}
