package io.gossamer.app.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class Suggestion {
    private Suggestion() {}

    /**
     * The candidate nearest to the word by edits (insert, delete, replace, swap of neighbours), case aside, if one is
     * near: at most a third of the word may differ, and two letters always may.
     */
    public static Optional<String> closest(String word, Collection<String> candidates) {
        String typed = word.toLowerCase(Locale.ROOT);
        int allowed = Math.max(2, typed.length() / 3);
        return candidates.stream()
                .min(Comparator.<String>comparingInt(c -> edits(typed, c.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(c -> edits(typed, c.toLowerCase(Locale.ROOT)) <= allowed);
    }

    /** A sentence for a hint: the guess if there is one, else all that could have been meant. */
    public static String hint(String word, Collection<String> candidates) {
        String all = "Known: " + String.join(", ", candidates) + ".";
        return closest(word, candidates)
                .map(guess -> "Did you mean '" + guess + "'? " + all)
                .orElse(all);
    }

    static int edits(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            distance[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            distance[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distance[i][j] = swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
            }
        }
        return distance[a.length()][b.length()];
    }
}
