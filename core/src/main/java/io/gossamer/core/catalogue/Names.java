package io.gossamer.core.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Short names, and which of them somebody may have meant. */
final class Names {
    private static final Pattern SHORT_NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST = 64;

    private Names() {}

    static boolean isValid(String name) {
        return SHORT_NAME.matcher(name).matches();
    }

    /** The closest of {@code names}, if it is close enough to be a slip: a third of its letters, at least two. */
    static Optional<String> closest(String typed, Collection<String> names) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(typed, name))
                        .thenComparing(name -> name))
                .filter(name -> distance(typed, name) <= Math.max(2, name.length() / 3));
    }

    /**
     * How many slips lie between two words: insertions, deletions, substitutions and swaps of neighbours (optimal string
     * alignment).
     */
    static int distance(String a, String b) {
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
