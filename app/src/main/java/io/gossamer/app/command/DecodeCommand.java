package io.gossamer.app.command;

import io.gossamer.app.archive.Decoder;
import io.gossamer.app.archive.FileFormat;
import io.gossamer.app.console.Console;
import io.gossamer.app.console.LongWork;
import io.gossamer.core.unit.Bytes;
import io.gossamer.train.run.Json;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decodes what {@link EncodeCommand} wrote. */
@Command(
        name = "decode",
        description = "Decodes a file that 'gossamer encode' wrote. The file says by which codec.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  gossamer decode model.gm model.safetensors",
            "  gossamer decode --format raw gradient.gm gradient"
        })
final class DecodeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What to write: npy, safetensors or raw. Without it, the ending of OUT says so (.npy,"
                    + " .safetensors, .f32, .bin), or else it is the format that was encoded.")
    FileFormat format;

    @Option(
            names = "--limit",
            paramLabel = "SIZE",
            defaultValue = "4GiB",
            description = "How large an array may become; a small file may claim any size (4GiB).")
    String limit;

    @Parameters(index = "0", paramLabel = "IN", description = "The file to decode.")
    Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; one that is there is replaced.")
    Path out;

    @Mixin
    OutputOptions shown;

    DecodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Decoder decoder = new Decoder(Bytes.parse(limit));
        Decoder.Report report;
        try (LongWork work = new LongWork(console)) {
            report = decoder.decode(in, out, Optional.ofNullable(format), work::at);
        }
        console.out().print(shown.json ? Json.document(report) + "\n" : CodingText.of(report));
        return CommandTree.DONE;
    }
}
