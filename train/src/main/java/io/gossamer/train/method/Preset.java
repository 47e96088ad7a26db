package io.gossamer.train.method;

import io.gossamer.train.strategy.Strategy;

/** A method by name: its settings with their defaults, and the strategy that they make. */
public interface Preset {
    /** The name that {@code --method} takes. */
    String name();

    /** One line: what it does. */
    String description();

    /** The settings it reads, with defaults that fit the recipe and the length of the run. */
    Settings defaults(Recipe recipe, long totalSteps);

    Strategy strategy(Settings settings, long totalSteps);
}
