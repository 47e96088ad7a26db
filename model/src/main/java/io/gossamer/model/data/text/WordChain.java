package io.gossamer.model.data.text;

import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * A source of text with a known entropy rate: a Markov chain over 200 pronounceable words, written with a space after
 * each. Every word has eight possible successors with fixed unequal probabilities.
 *
 * <p>Since words and text determine each other, the entropy of a character is that of a word transition divided by the
 * mean number of characters per word under the chain's stationary distribution: H = H(successor) / E[length + 1]. A
 * character model that knows the language can reach it, and none can beat it.
 */
public final class WordChain {
    private static final int WORDS = 200;

    /** Successor probabilities in 64ths, most likely first. */
    private static final int[] WEIGHTS = {24, 14, 9, 6, 4, 3, 2, 2};

    private static final int WEIGHT_SUM = 64;
    private static final String CONSONANTS = "bcdfghjklmnprstvwz";
    private static final String VOWELS = "aeiouy";
    private static final int SHORTEST = 2;
    private static final int LONGEST = 8;

    // Which stream of the key each thing is drawn from.
    private static final int LEXICON = 0;
    private static final int TRANSITIONS = 1;
    private static final int FIRST_TEXT = 2;

    private final long seed;
    private final List<String> words;
    private final int[][] successors;

    /** The language of a seed. */
    public WordChain(long seed) {
        this.seed = seed;
        this.words = drawWords(stream(LEXICON));
        this.successors = drawSuccessors(stream(TRANSITIONS));
    }

    /**
     * Writes a text.
     *
     * @param number texts of different numbers are independent
     * @param length in characters; the last word may be cut
     */
    public String text(int number, int length) {
        RandomStream random = stream(FIRST_TEXT + number);
        StringBuilder text = new StringBuilder(length + LONGEST + 1);
        int word = random.nextInt(WORDS);
        while (text.length() < length) {
            text.append(words.get(word)).append(' ');
            word = successors[word][choose(random.nextInt(WEIGHT_SUM))];
        }
        text.setLength(length);
        return text.toString();
    }

    /** The entropy rate of the text in nats per character: the least mean cross-entropy that a model can reach. */
    public double entropyRate() {
        double perWord = 0;
        for (int weight : WEIGHTS) {
            double p = (double) weight / WEIGHT_SUM;
            perWord -= p * StrictMath.log(p);
        }
        double[] stationary = stationaryDistribution();
        double charactersPerWord = 0;
        for (int word = 0; word < WORDS; word++) {
            charactersPerWord += stationary[word] * (words.get(word).length() + 1);
        }
        return perWord / charactersPerWord;
    }

    List<String> words() {
        return words;
    }

    /** The probability that {@code next} follows {@code word}. */
    double probability(int word, int next) {
        for (int i = 0; i < WEIGHTS.length; i++) {
            if (successors[word][i] == next) {
                return (double) WEIGHTS[i] / WEIGHT_SUM;
            }
        }
        return 0;
    }

    /**
     * The long-run frequency of each word. Power iteration of the chain that stays in place half of the time: it has the
     * same stationary distribution and, unlike the chain itself, no period.
     */
    double[] stationaryDistribution() {
        double[] current = new double[WORDS];
        Arrays.fill(current, 1.0 / WORDS);
        double change = 1;
        while (change > 1e-13) {
            double[] next = new double[WORDS];
            for (int word = 0; word < WORDS; word++) {
                next[word] += current[word] / 2;
                for (int i = 0; i < WEIGHTS.length; i++) {
                    next[successors[word][i]] += current[word] * WEIGHTS[i] / (2 * WEIGHT_SUM);
                }
            }
            change = 0;
            for (int word = 0; word < WORDS; word++) {
                change += Math.abs(next[word] - current[word]);
            }
            current = next;
        }
        return current;
    }

    private static int choose(int ticket) {
        int choice = 0;
        for (int left = ticket - WEIGHTS[0]; left >= 0; left -= WEIGHTS[choice]) {
            choice++;
        }
        return choice;
    }

    private static List<String> drawWords(RandomStream random) {
        SequencedSet<String> drawn = new LinkedHashSet<>();
        while (drawn.size() < WORDS) {
            int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
            StringBuilder word = new StringBuilder();
            boolean vowel = random.nextInt(3) == 0;
            while (word.length() < length) {
                String letters = vowel ? VOWELS : CONSONANTS;
                word.append(letters.charAt(random.nextInt(letters.length())));
                vowel = !vowel;
            }
            drawn.add(word.toString());
        }
        return List.copyOf(drawn);
    }

    /** One successor leads along a cycle through all words, so that every word can be reached from every other. */
    private static int[][] drawSuccessors(RandomStream random) {
        int[] cycle = random.permutation(WORDS);
        int[][] successors = new int[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            SequencedSet<Integer> drawn = new LinkedHashSet<>();
            while (drawn.size() < WEIGHTS.length - 1) {
                drawn.add(random.nextInt(WORDS));
            }
            int alongCycle = cycle[(i + 1) % WORDS];
            drawn.add(alongCycle);
            while (drawn.size() < WEIGHTS.length) {
                drawn.add(random.nextInt(WORDS));
            }
            successors[cycle[i]] = drawn.stream().mapToInt(Integer::intValue).toArray();
        }
        return successors;
    }

    private RandomStream stream(int number) {
        return RandomStream.of(seed, Purpose.DATA_GENERATION, -1, 0, number);
    }
}
