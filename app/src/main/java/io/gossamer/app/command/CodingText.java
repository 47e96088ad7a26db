package io.gossamer.app.command;

import io.gossamer.app.archive.CodedArray;
import io.gossamer.app.archive.Decoder;
import io.gossamer.app.archive.Encoder;
import io.gossamer.app.archive.KeptArray;
import io.gossamer.app.console.Quantity;
import io.gossamer.app.console.TextTable;
import io.gossamer.app.console.TextTable.Align;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code encode} and {@code decode} did, for people. */
final class CodingText {
    private static final String NONE = "–";

    private CodingText() {}

    static String of(Encoder.Report report) {
        TextTable table = table(12);
        table.row(
                "array",
                "shape",
                "elements",
                "before",
                "after",
                "ratio",
                "bits each",
                "relative error",
                "largest error",
                factorName(report.total()),
                "encode GB/s",
                "decode GB/s");
        report.arrays().forEach(array -> row(table, array));
        if (report.arrays().size() > 1) {
            row(table, report.total());
        }
        StringBuilder text = new StringBuilder(table.render()).append('\n');
        if (!report.kept().isEmpty()) {
            text.append("Kept as they are, being no float32: ")
                    .append(report.kept().stream().map(CodingText::kept).collect(Collectors.joining(", ")))
                    .append("\n\n");
        }
        return text.append("%s (%s, seed %d): %s\n"
                        .formatted(
                                report.codec(),
                                report.kind(),
                                report.seed(),
                                files(report.input(), report.output(), report.file())))
                .toString();
    }

    static String of(Decoder.Report report) {
        TextTable table = table(5);
        table.row("array", "shape", "type", "coded", "decoded");
        for (Decoder.DecodedArray array : report.arrays()) {
            table.row(
                    array.name(),
                    shape(array.shape()),
                    array.type().toLowerCase(Locale.ROOT),
                    Quantity.bytes(array.bytes().before()),
                    Quantity.bytes(array.bytes().after()));
        }
        String speed = report.gigabytesPerSecond() == null ? "" : ", " + number(report.gigabytesPerSecond()) + " GB/s";
        return "%s\n%s as %s%s: %s\n"
                .formatted(
                        table.render(),
                        report.codec(),
                        report.format(),
                        speed,
                        files(report.input(), report.output(), report.file()));
    }

    private static TextTable table(int columns) {
        Align[] aligns = new Align[columns];
        Arrays.fill(aligns, Align.RIGHT);
        aligns[0] = Align.LEFT;
        return new TextTable(aligns);
    }

    private static void row(TextTable table, CodedArray array) {
        table.row(
                array.name(),
                array.shape() == null ? "" : shape(array.shape()),
                Quantity.count(array.elements()),
                Quantity.bytes(array.bytes().before()),
                Quantity.bytes(array.bytes().after()),
                Quantity.times(array.ratio()),
                array.bitsPerElement() == null ? NONE : number(array.bitsPerElement()),
                array.relativeError() == null ? NONE : number(array.relativeError()),
                number(array.largestError()),
                factor(array),
                number(array.gigabytesPerSecond().encode()),
                number(array.gigabytesPerSecond().decode()));
    }

    private static String factorName(CodedArray total) {
        return total.omega() != null ? "omega" : "delta";
    }

    private static String factor(CodedArray array) {
        return number(array.omega() != null ? array.omega() : array.delta());
    }

    private static String kept(KeptArray array) {
        return "%s (%s, %s)"
                .formatted(array.name(), array.type().toLowerCase(Locale.ROOT), Quantity.bytes(array.bytes()));
    }

    private static String files(String input, String output, CodedArray.Size file) {
        return "%s %s -> %s %s".formatted(input, Quantity.bytes(file.before()), output, Quantity.bytes(file.after()));
    }

    private static String shape(long[] shape) {
        return shape.length == 0
                ? "scalar"
                : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    private static String number(double value) {
        return value == 0 ? "0" : value == 1 ? "1" : String.format(Locale.ROOT, "%.3g", value);
    }
}
