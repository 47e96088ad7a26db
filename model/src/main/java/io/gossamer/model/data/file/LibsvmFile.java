package io.gossamer.model.data.file;

import io.gossamer.core.failure.GossamerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a LIBSVM text file, plain or gzip: {@code label index:value ...} a line, indices ascending from 1, what is not
 * named is zero. Source: Chang and Lin, "LIBSVM: a library for support vector machines", ACM TIST 2011.
 */
public final class LibsvmFile {
    private static final int MOST_FEATURES = 1 << 16;
    private static final long MOST_VALUES = 1L << 26;

    private final Path path;
    private final List<Row> rows = new ArrayList<>();
    private int features;

    private LibsvmFile(Path path) {
        this.path = path;
    }

    /**
     * A table of numbers.
     *
     * @param features by row, all equally long
     * @param labels one a row
     */
    public record Table(double[][] features, double[] labels) {}

    private record Row(double label, int[] indices, double[] values) {}

    /** @throws GossamerException naming the file, the line and what is wrong with it */
    public static Table read(Path path) {
        LibsvmFile file = new LibsvmFile(path);
        String text = TextFile.read(path);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                file.add(line.strip(), number);
            }
        }
        return file.table();
    }

    private void add(String line, int number) {
        String[] parts = line.split("\\s+");
        int[] indices = new int[parts.length - 1];
        double[] values = new double[parts.length - 1];
        for (int i = 0; i < indices.length; i++) {
            int colon = parts[i + 1].indexOf(':');
            double index = number(colon < 0 ? "" : parts[i + 1].substring(0, colon), number);
            values[i] = number(parts[i + 1].substring(colon + 1), number);
            int before = i == 0 ? 0 : indices[i - 1];
            if (index != Math.rint(index) || index <= before || index > MOST_FEATURES) {
                throw damaged(
                        number, "an index that is no whole number above the one before, from 1 to " + MOST_FEATURES);
            }
            indices[i] = (int) index;
            features = Math.max(features, indices[i]);
        }
        rows.add(new Row(number(parts[0], number), indices, values));
    }

    private double number(String text, int line) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw damaged(line, "'" + text + "' where a number should be");
        }
        throw damaged(line, "the number " + text);
    }

    private GossamerException damaged(int line, String what) {
        return DataFile.damaged(path, "has, in line " + line + ", " + what);
    }

    private Table table() {
        if (rows.isEmpty() || (long) rows.size() * features > MOST_VALUES) {
            throw DataFile.damaged(
                    path, "has " + rows.size() + " rows of " + features + " features, which is none or too many");
        }
        double[][] dense = new double[rows.size()][features];
        double[] labels = new double[rows.size()];
        for (int i = 0; i < dense.length; i++) {
            Row row = rows.get(i);
            labels[i] = row.label;
            for (int j = 0; j < row.indices.length; j++) {
                dense[i][row.indices[j] - 1] = row.values[j];
            }
        }
        return new Table(dense, labels);
    }
}
