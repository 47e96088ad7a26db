package io.gossamer.train.exchange;

import java.util.Map;

/**
 * What a method decided during a run.
 *
 * @param text a sentence
 * @param figures its numbers by name, for whoever compares runs
 */
public record Note(String text, Map<String, Double> figures) {
    public Note {
        figures = Map.copyOf(figures);
    }

    public static Note of(String text) {
        return new Note(text, Map.of());
    }
}
