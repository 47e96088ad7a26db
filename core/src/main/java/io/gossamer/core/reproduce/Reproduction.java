package io.gossamer.core.reproduce;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the claims of one method at small scale. Found by {@link java.util.ServiceLoader}. */
public interface Reproduction {
    /** The method's short name in the catalogue. */
    String method();

    /** Runs the claim and its baselines. */
    List<Claim> run(Setting setting);

    /**
     * How to run it.
     *
     * @param seeds the seeds to repeat it with; figures are means over them
     * @param extent how much of it to run
     * @param data the folder of real data sets, if there is one
     * @param output an existing folder for run directories and reports
     * @param progress receives one line at a time
     */
    record Setting(List<Long> seeds, Extent extent, Optional<Path> data, Path output, Consumer<String> progress) {
        /** The same with nothing but the first seed. */
        public Setting withFirstSeed() {
            return new Setting(seeds.subList(0, 1), extent, data, output, progress);
        }

        /** Whether to leave out what takes more than a minute or two. */
        public boolean quick() {
            return extent == Extent.QUICK;
        }
    }

    /** How much of a reproduction to run. */
    enum Extent {
        /** What fits into a minute or two. */
        QUICK,
        /** All but what takes longer than everything else together. */
        NORMAL,
        LONG
    }
}
