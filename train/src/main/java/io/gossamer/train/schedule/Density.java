package io.gossamer.train.schedule;

import io.gossamer.core.failure.GossamerException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The share of elements that a sparsifying method sends, over the steps of a run: stages of equal length with falling
 * densities, then the final one. Source: Deep Gradient Compression, section 3.3 ("warm-up training").
 *
 * @param warmup densities of the stages, in order
 * @param stageSteps steps of each stage
 * @param finalDensity density after the stages, in (0, 1]
 */
public record Density(List<Double> warmup, long stageSteps, double finalDensity) {
    private static final double PAPER_COEFFICIENT = 0.25;

    public Density {
        warmup = List.copyOf(warmup);
        for (double density : warmup) {
            require(density);
        }
        require(finalDensity);
    }

    /** No warm-up. */
    public static Density constant(double density) {
        return new Density(List.of(), 0, density);
    }

    /** The paper's stages 0.25, 0.0625, 0.0156, 0.004: powers of a quarter. */
    public static Density paper(double finalDensity, long warmupSteps) {
        return staged(powers(PAPER_COEFFICIENT, 4), finalDensity, warmupSteps);
    }

    /** The official code's stages: powers of the (E+1)-th root of the final density, for E stages. */
    public static Density geometric(double finalDensity, int stages, long warmupSteps) {
        double coefficient = StrictMath.pow(finalDensity, 1.0 / (stages + 1));
        return staged(powers(coefficient, stages), finalDensity, warmupSteps);
    }

    private static List<Double> powers(double base, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(exponent -> StrictMath.pow(base, exponent))
                .toList();
    }

    /** These densities one after the other, none below the final one, each for an equal share of the warm-up. */
    public static Density staged(List<Double> stages, double finalDensity, long warmupSteps) {
        if (warmupSteps == 0) {
            return constant(finalDensity);
        }
        List<Double> densities =
                stages.stream().map(stage -> Math.max(finalDensity, stage)).toList();
        return new Density(densities, Math.max(1, warmupSteps / stages.size()), finalDensity);
    }

    /** The density of a step, counted from 0. */
    public double at(long step) {
        return step < warmupSteps() ? warmup.get((int) (step / stageSteps)) : finalDensity;
    }

    /** How many steps pass before the final density. */
    public long warmupSteps() {
        return warmup.size() * stageSteps;
    }

    private static void require(double density) {
        if (!(density > 0 && density <= 1)) {
            throw new GossamerException(
                    "A density of " + density + " is outside (0, 1]", "Set --density to a share such as 0.001.");
        }
    }
}
