package io.gossamer.app.command;

import io.gossamer.app.archive.Encoder;
import io.gossamer.app.archive.FileFormat;
import io.gossamer.app.console.Console;
import io.gossamer.app.console.LongWork;
import io.gossamer.codec.Codecs;
import io.gossamer.train.run.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Encodes arrays in a file. */
@Command(
        name = "encode",
        description = "Encodes float32 arrays in a file by a codec and says what that saves and costs.",
        sortOptions = false,
        footer = {
            "",
            "Of a .safetensors file, arrays of other types go through unchanged. 'gossamer decode' makes arrays again.",
            "Speeds are of the first run in this JVM, which warms up meanwhile; --repeat 10 shows the speed when warm.",
            "",
            "Examples:",
            "  gossamer encode --codec 'u4+rans' model.safetensors model.gm",
            "  gossamer encode --codec 'topk(0.001)+f16' --json gradient.npy gradient.gm"
        })
final class EncodeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--codec",
            required = true,
            paramLabel = "SPEC",
            description =
                    "f32, f16, bf16, e4m3, u8 to u2, qsgd(15), natural, sign, ternary, topk(0.001)+f16 and others;"
                            + " +rans behind any of them codes its bytes once more. A wrong one lists all.")
    String codec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What IN is: npy, safetensors or raw (little-endian float32 values and nothing else). Without"
                    + " it, the ending of its name says so: .npy, .safetensors, .f32, .bin.")
    FileFormat format;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of stochastic codecs (1).")
    long seed;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Encode and decode each array N times and report the fastest (1).")
    int repeats;

    @Parameters(index = "0", paramLabel = "IN", description = "The file to encode.")
    Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; one that is there is replaced.")
    Path out;

    @Mixin
    OutputOptions shown;

    EncodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Encoder encoder = new Encoder(Codecs.parse(codec), seed, repeats);
        FileFormat source = format == null ? FileFormat.requireOfName(in) : format;
        Encoder.Report report;
        try (LongWork work = new LongWork(console)) {
            report = encoder.encode(in, source, out, work::at);
        }
        console.out().print(shown.json ? Json.document(report) + "\n" : CodingText.of(report));
        return CommandTree.DONE;
    }
}
