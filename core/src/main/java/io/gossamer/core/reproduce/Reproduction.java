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
     * @param quick whether to run the subset that fits into a minute or two
     * @param data the folder of real data sets, if there is one
     * @param output an existing folder for run directories and reports
     * @param progress receives one line at a time
     */
    record Setting(List<Long> seeds, boolean quick, Optional<Path> data, Path output, Consumer<String> progress) {
        /** The same with nothing but the first seed. */
        public Setting withFirstSeed() {
            return new Setting(seeds.subList(0, 1), quick, data, output, progress);
        }

        /** The same, with nothing but the first seed if it is quick. */
        public Setting shortened() {
            return quick ? withFirstSeed() : this;
        }
    }
}
