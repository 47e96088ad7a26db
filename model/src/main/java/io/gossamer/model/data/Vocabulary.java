package io.gossamer.model.data;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.model.tokenizer.Tokenizer;
import java.util.Arrays;

/** The characters (Unicode code points) of a text, numbered in ascending order; at most 65,536 of them. */
public final class Vocabulary implements Tokenizer {
    private static final int LIMIT = 1 << 16;

    private final int[] codePoints;

    private Vocabulary(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /** @throws GossamerException if the text is empty or has more than 65,536 distinct characters */
    public static Vocabulary of(CharSequence text) {
        int[] distinct = text.codePoints().distinct().sorted().toArray();
        if (distinct.length == 0 || distinct.length > LIMIT) {
            throw new GossamerException(
                    "The text has %,d distinct characters; 1 to %,d are supported".formatted(distinct.length, LIMIT),
                    "Check that it is a text.");
        }
        return new Vocabulary(distinct);
    }

    @Override
    public int size() {
        return codePoints.length;
    }

    /**
     * The numbers of the text's characters, one {@code char} holding one number.
     *
     * @throws IllegalArgumentException if a character is not in the vocabulary
     */
    @Override
    public char[] encode(CharSequence text) {
        int[] points = text.codePoints().toArray();
        char[] tokens = new char[points.length];
        for (int i = 0; i < points.length; i++) {
            int token = Arrays.binarySearch(codePoints, points[i]);
            if (token < 0) {
                throw new IllegalArgumentException("character U+%04X is not in the vocabulary".formatted(points[i]));
            }
            tokens[i] = (char) token;
        }
        return tokens;
    }

    @Override
    public String decode(char[] tokens) {
        StringBuilder text = new StringBuilder(tokens.length);
        for (char token : tokens) {
            text.appendCodePoint(codePoints[token]);
        }
        return text.toString();
    }
}
