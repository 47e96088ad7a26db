package io.gossamer.core.name;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class Suggestion {
    private static final int LONGEST = 64;

    private Suggestion() {}

    /**
     * The candidate nearest to the word by slips, case and surrounding space aside, if one is near: at most a third of
     * the word may differ, and two letters always may.
     */
    public static Optional<String> closest(String word, Collection<String> candidates) {
        String typed = word.strip().toLowerCase(Locale.ROOT);
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(2, typed.length() / 3);
        return candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> slips(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> slips(typed, candidate) <= allowed);
    }

    /** A sentence for a hint: the guess if there is one, and all that could have been meant. */
    public static String hint(String word, Collection<String> candidates) {
        String all = "Known: " + String.join(", ", candidates) + ".";
        return closest(word, candidates)
                .map(guess -> "Did you mean '" + guess + "'? " + all)
                .orElse(all);
    }

    /**
     * How many slips lie between two words, case aside: insertions, deletions, substitutions and swaps of neighbours
     * (optimal string alignment).
     */
    static int slips(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(a, i, b, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapestStep(String a, int i, String b, int j, int[][] d) {
        int substituted = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(substituted, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, 1 + d[i - 2][j - 2]) : cheapest;
    }
}
