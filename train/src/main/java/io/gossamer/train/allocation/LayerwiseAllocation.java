package io.gossamer.train.allocation;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.message.Kind;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.exchange.Allocation;
import io.gossamer.train.exchange.Note;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Levels that are chosen anew every so many steps. Node 0 adds up what it says of each tensor in the last steps before,
 * measures there what each level would lose, chooses, and tells the others. Until then every layer has the level that the
 * references give at first.
 */
public final class LayerwiseAllocation implements Allocation {
    /** The name of the figure of a note: bits of the chosen levels over those of the reference. */
    public static final String BIT_RATIO = "bitRatio";

    /** The same for what they lose. */
    public static final String ERROR_RATIO = "errorRatio";

    private static final int WINDOW = 10;

    private final LevelFamily family;
    private final LevelChoice choice;
    private final References references;
    private final Period period;
    private final boolean squaredErrors;
    private final FlatLayout layout;
    private final long seed;
    private final Consumer<Note> notes;
    private final int[] layers;
    private final MemorySegment[] said;
    private final long[] levels;

    /**
     * When levels are chosen.
     *
     * @param first step after which they are chosen first, counted from 1
     * @param every steps between two choices
     */
    public record Period(long first, long every) {
        boolean ends(long step) {
            return step + 1 >= first && (step + 1 - first) % every == 0;
        }

        /** Whether the step is one of the last {@code count} of a period. */
        boolean isAmongLast(long step, int count) {
            return IntStream.range(0, count).anyMatch(ahead -> ends(step + ahead));
        }
    }

    /**
     * @param references makes the references for a number of layers
     * @param squaredErrors whether errors add up as squares, as in the paper's theory, instead of as norms, as in its code
     * @param arena owns what is added up
     * @param notes told of each choice
     */
    public LayerwiseAllocation(
            LevelFamily family,
            LevelChoice choice,
            IntFunction<References> references,
            Period period,
            boolean squaredErrors,
            FlatLayout layout,
            long seed,
            Arena arena,
            Consumer<Note> notes) {
        this.family = family;
        this.choice = choice;
        this.period = period;
        this.squaredErrors = squaredErrors;
        this.layout = layout;
        this.seed = seed;
        this.notes = notes;
        this.layers = IntStream.range(0, layout.entries().size())
                .filter(tensor -> family.compresses(layout.entries().get(tensor)))
                .toArray();
        this.references = references.apply(layers.length);
        this.said = Arrays.stream(layers)
                .mapToObj(tensor -> arena.allocate(layout.entries().get(tensor).bytes(), FlatLayout.ALIGNMENT))
                .toArray(MemorySegment[]::new);
        this.levels = Arrays.stream(this.references.next(new double[layers.length]))
                .asLongStream()
                .toArray();
    }

    @Override
    public Optional<Codec> codec(int tensor, FlatLayout.Entry entry, long step) {
        int layer = Arrays.binarySearch(layers, tensor);
        return layer < 0 ? Optional.empty() : Optional.of(family.codec(entry, (int) levels[layer]));
    }

    @Override
    public boolean observes(long step) {
        return period.isAmongLast(step, WINDOW);
    }

    @Override
    public void observe(int tensor, MemorySegment values, long step) {
        int layer = Arrays.binarySearch(layers, tensor);
        if (layer >= 0 && observes(step)) {
            MemorySegment sum = said[layer];
            for (long at = 0; at < sum.byteSize(); at += Float.BYTES) {
                float mean = values.get(ValueLayout.JAVA_FLOAT, at) / WINDOW;
                sum.set(ValueLayout.JAVA_FLOAT, at, sum.get(ValueLayout.JAVA_FLOAT, at) + mean);
            }
        }
    }

    @Override
    public void settle(Group group, long step) throws InterruptedException {
        if (!period.ends(step)) {
            return;
        }
        boolean chosen = false;
        boolean told = false;
        while (!told) {
            if (group.rank() == 0 && !chosen) {
                choose(step);
                chosen = true;
            }
            told = tell(group);
        }
        for (MemorySegment sum : said) {
            sum.fill((byte) 0);
        }
    }

    /** All nodes take over the levels of the first; returns whether they have. */
    private boolean tell(Group group) throws InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment told = arena.allocate((long) levels.length * Long.BYTES, Long.BYTES);
            MemorySegment.copy(levels, 0, told, ValueLayout.JAVA_LONG, 0, levels.length);
            group.broadcast(told, 0, Kind.CONTROL);
            MemorySegment.copy(told, ValueLayout.JAVA_LONG, 0, levels, 0, levels.length);
            return true;
        } catch (ViewChangedException another) {
            return false;
        }
    }

    private void choose(long step) {
        double[][] bits = new double[layers.length][];
        double[][] errors = new double[layers.length][];
        double[] norms = new double[layers.length];
        for (int layer = 0; layer < layers.length; layer++) {
            FlatLayout.Entry tensor = layout.entries().get(layers[layer]);
            RandomStream random = RandomStream.of(seed, Purpose.ALLOCATION, 0, step, layers[layer]);
            norms[layer] = Norm.of(said[layer]);
            bits[layer] = family.bits(tensor);
            errors[layer] = Double.isFinite(norms[layer]) ? family.errors(tensor, said[layer], random) : new double[0];
        }
        if (Arrays.stream(norms).allMatch(Double::isFinite)) {
            adopt(bits, errors, references.next(norms));
        }
    }

    private void adopt(double[][] bits, double[][] errors, int[] reference) {
        double[][] added = squaredErrors ? squared(errors) : errors;
        int[] chosen = choice.choose(bits, added, reference);
        for (int layer = 0; layer < layers.length; layer++) {
            levels[layer] = chosen[layer];
        }
        double bitRatio = LevelChoice.total(bits, chosen) / LevelChoice.total(bits, reference);
        double errorRatio = LevelChoice.total(added, chosen) / LevelChoice.total(added, reference);
        String text = String.format(
                Locale.ROOT,
                "Levels %s: %.3f of the reference's bits, %.3f of its error.",
                Arrays.toString(chosen),
                bitRatio,
                errorRatio);
        notes.accept(new Note(text, Map.of(BIT_RATIO, bitRatio, ERROR_RATIO, errorRatio)));
    }

    private static double[][] squared(double[][] table) {
        return Arrays.stream(table)
                .map(row -> Arrays.stream(row).map(value -> value * value).toArray())
                .toArray(double[][]::new);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("levels", levels);
        references.visitState(visitor.privately("references"));
        for (int layer = 0; layer < layers.length; layer++) {
            visitor.privately("said")
                    .floats(Integer.toString(layers[layer]), said[layer], said[layer].byteSize() / Float.BYTES);
        }
    }
}
