package io.gossamer.core.catalogue;

/**
 * A preset that belongs to no system of the catalogue and that systems are compared with.
 *
 * @param name what {@code --method} accepts
 * @param description one line
 * @param source where it comes from
 */
public record Baseline(String name, String description, String source) {
    /** @throws IllegalArgumentException if a field is missing */
    public Baseline {
        if (!Names.isValid(name) || description.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("baseline '" + name + "' lacks a name, a description or a source");
        }
    }
}
